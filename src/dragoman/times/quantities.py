"""Amounts of time: numbers in figures and words, and what they count."""

from __future__ import annotations

from datetime import date

from dragoman.times.lexicon import load_lexicon
from dragoman.times.periods import Period, containing


def quantity_of(number: str, unit: str) -> tuple[float | None, str]:
    """Amount and unit with decades and centuries in years; the amount None where unknown."""
    amount = amount_of(number)
    if unit == "CE" and amount is not None:
        return amount * 100, "Y"
    if unit == "DE" and amount is not None:
        return amount * 10, "Y"
    if amount is not None and amount % 1 and unit == "Y":
        return amount * 12, "M"
    return amount, unit


def amount_of(number: str) -> float | None:
    lexicon = load_lexicon()
    words = " ".join(number.lower().replace("-", " ").split())
    if words[0].isdigit():
        return float(words.replace(",", ""))
    vague = lexicon.values["vague"].get(words)
    if vague is not None:
        return None if vague == "X" else float(vague)
    named = lexicon.values["tens"] | lexicon.values["small"]
    return float(sum(int(named[word]) for word in words.split()))


def counted(day: date, quantity: tuple[float | None, str], direction: int) -> date | None:
    """The day that lies an amount of days, weeks, months or years from another."""
    amount, unit = quantity
    if amount is None or unit.startswith("T"):
        return None
    days = {"D": 1, "W": 7, "WE": 7}.get(unit)
    if days or amount % 1:
        length = days or {"M": 30, "Q": 91, "Y": 365}.get(unit, 365)
        moved = Period("D", day).shift(direction * round(amount * length))
        return moved.first if moved else None
    months = int(amount) * {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}[unit]
    month = containing("M", day).shift(direction * months)
    return month.first.replace(day=min(day.day, month.last.day)) if month else None


def duration_value(amount: float | None, unit: str) -> str:
    number = "X" if amount is None else f"{amount:g}"
    if unit == "WE":
        return f"P{number}WE"
    if amount is None and unit in ("DE", "CE"):
        return f"PX{unit}"
    return f"PT{number}{unit[1:]}" if unit.startswith("T") else f"P{number}{unit}"
