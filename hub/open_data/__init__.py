"""The offer as open data, for directories and other councils: GET only, open to any page, nothing about anybody."""
