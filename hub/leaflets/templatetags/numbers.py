"""In templates: a phone number stays on one line."""

from django import template

from kinship.spoken_numbers import unbroken

register = template.Library()
register.filter("unbroken", unbroken)
