"""`manage.py write_leaflets --to DIR`: every leaflet, large print and poster as a PDF, to print or to send to a printer."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hub.conversations import councils
from hub.leaflets import writing
from hub.leaflets.pdf import PaperUnavailable


class Command(BaseCommand):
    help = "Write the leaflets, the same in large print, and the posters as PDFs into a folder."

    def add_arguments(self, parser):
        parser.add_argument(
            "--to", required=True, type=Path, help="the folder to write into; it is made if it is not there"
        )
        parser.add_argument("--council", help="whose leaflets; else those of the council of the settings")
        parser.add_argument("--topic", default="", help="one topic only, such as first_days")

    def handle(self, *, to, council, topic, **options):
        try:
            with councils.serving(council or councils.current()):
                for file in writing.write(to, topic):
                    self.stdout.write(str(file))
        except (PaperUnavailable, writing.Unknown) as fault:
            raise CommandError(str(fault)) from fault
