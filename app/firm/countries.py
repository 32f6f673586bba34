"""What a firm's country brings with it (P1.1). Each can be changed for the firm."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    code: str  # ISO 3166-1 alpha-2
    currency: str  # ISO 4217
    time_zone: str
    language: str  # a key of app.core.words.LANGUAGES


COUNTRIES = {
    country.code: country
    for country in (
        Country("EE", "EUR", "Europe/Tallinn", "et"),
        Country("NO", "NOK", "Europe/Oslo", "nb"),
    )
}
