"""The bank holidays of England, from the package's own stored copy of GOV.UK's list: nothing is fetched."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from govuk_bank_holidays.bank_holidays import BankHolidays


@lru_cache(maxsize=1)
def bank_holidays() -> frozenset[date]:
    known = BankHolidays(use_cached_holidays=True)
    return frozenset(each["date"] for each in known.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))
