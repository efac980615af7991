"""Time expressions: a sentence, its day of publication, and what must be found."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import UsageError
from dragoman.language import load_model
from dragoman.times import find_times
from dragoman.times.grammar import Rule, load_grammar

# Thursday, 7 March 2024
THURSDAY = "2024-03-07"

# (sentence, expression, TimeML value, first day, last day), all published on THURSDAY
CODEBOOK = [
    # weekdays, by the tense of the verb
    ("The ministers met on Wednesday.", "Wednesday", "2024-03-06", "03-06", "03-06"),
    ("The ministers will meet on Wednesday.", "Wednesday", "2024-03-13", "03-13", "03-13"),
    ("They are due to meet on Monday.", "Monday", "2024-03-11", "03-11", "03-11"),
    ("A vote is scheduled for Saturday.", "Saturday", "2024-03-09", "03-09", "03-09"),
    ("The envoy agreed to visit Doha on Sunday.", "Sunday", "2024-03-10", "03-10", "03-10"),
    ("They may return on Tuesday.", "Tuesday", "2024-03-12", "03-12", "03-12"),
    ("The spokesman said Thursday it was over.", "Thursday", "2024-03-07", "03-07", "03-07"),
    ("It had been due to expire on Tuesday.", "Tuesday", "2024-03-05", "03-05", "03-05"),
    ("She left last Wednesday.", "last Wednesday", "2024-03-06", "03-06", "03-06"),
    ("The talks resume next Wednesday.", "next Wednesday", "2024-03-13", "03-13", "03-13"),
    ("The court sits this Friday.", "this Friday", "2024-03-08", "03-08", "03-08"),
    ("It is to open this coming Sunday.", "this coming Sunday", "2024-03-10", "03-10", "03-10"),
    ("Shells fell on Wednesday night.", "Wednesday night", "2024-03-06TNI", "03-06", "03-06"),
    ("A blast at dawn on Sunday hurt two.", "dawn on Sunday", "2024-03-03TMO", "03-03", "03-03"),
    ("They met on Tuesday of last week.", "Tuesday of last week", "2024-02-27", "02-27", "02-27"),
    ("He will be in Rome from Monday to Thursday.", "Monday to Thursday",
     "2024-03-11/2024-03-14", "03-11", "03-14"),
    ("He ordered them to disarm by Monday.", "Monday", "2024-03-11", "03-11", "03-11"),
    ("The ships had left port by Tuesday.", "Tuesday", "2024-03-05", "03-05", "03-05"),
    ("It struck before dawn on Sunday.", "dawn on Sunday", "2024-03-03TMO", "03-03", "03-03"),
    ("He will receive King Mohammed on Friday.", "Friday", "2024-03-08", "03-08", "03-08"),
    ("They have until Monday to answer.", "Monday", "2024-03-11", "03-11", "03-11"),
    # days and months
    ("On March 5 the army withdrew.", "March 5", "2024-03-05", "03-05", "03-05"),
    ("It expires on April 30.", "April 30", "2024-04-30", "04-30", "04-30"),
    ("It began on Oct. 7.", "Oct. 7", "2023-10-07", "2023-10-07", "2023-10-07"),
    ("On 5 March 2020 they signed.", "5 March 2020", "2020-03-05", "2020-03-05", "2020-03-05"),
    ("the fifth of March", "the fifth of March", "2024-03-05", "03-05", "03-05"),
    ("On Friday, Feb. 16, he died.", "Friday, Feb. 16", "2024-02-16", "02-16", "02-16"),
    ("He was seen in February.", "February", "2024-02", "02-01", "02-29"),
    ("It was signed last April.", "last April", "2023-04", "2023-04-01", "2023-04-30"),
    ("Polls are due in November.", "November", "2024-11", "11-01", "11-30"),
    ("It failed in late January.", "late January", "2024-01", "01-21", "01-31"),
    ("It opened in early March.", "early March", "2024-03", "03-01", "03-10"),
    ("They will go in mid-June.", "mid-June", "2024-06", "06-11", "06-20"),
    ("at Davos on Jan. 20-22", "Jan. 20-22", "2024-01-20/2024-01-22", "01-20", "01-22"),
    ("in March and April 2003", "March", "2003-03", "2003-03-01", "2003-03-31"),
    ("dated 2020-03-05", "2020-03-05", "2020-03-05", "2020-03-05", "2020-03-05"),
    ("dated 03/25/2020", "03/25/2020", "2020-03-25", "2020-03-25", "2020-03-25"),
    ("dated 03/05/2020", "03/05/2020", "2020-XX-XX", None, None),
    # years and longer
    ("the conflict since 2011", "2011", "2011", "2011-01-01", "2011-12-31"),
    ("the 2018 nuclear deal", "2018", "2018", "2018-01-01", "2018-12-31"),
    ("a prize (1998)", "1998", "1998", "1998-01-01", "1998-12-31"),
    ("in fiscal 2005", "fiscal 2005", "2005", "2005-01-01", "2005-12-31"),
    ("the wars of the 1990s", "the 1990s", "199", "1990-01-01", "1999-12-31"),
    ("in the late 1980s", "the late 1980s", "198", "1986-09-01", "1989-12-31"),
    ("in the 19th century", "the 19th century", "18", "1800-01-01", "1899-12-31"),
    ("in the first quarter of 2023", "the first quarter of 2023", "2023-Q1", "2023-01-01",
     "2023-03-31"),
    ("in the first half of 2005", "the first half of 2005", "2005-H1", "2005-01-01", "2005-06-30"),
    ("in the summer of 2014", "the summer of 2014", "2014-SU", "2014-06-01", "2014-08-31"),
    ("the years 2011-2013 were bad", "2011-2013", "2011/2013", "2011-01-01", "2013-12-31"),
    # counted from the day of publication
    ("He resigned yesterday.", "yesterday", "2024-03-06", "03-06", "03-06"),
    ("They meet tomorrow morning.", "tomorrow morning", "2024-03-08TMO", "03-08", "03-08"),
    ("A fire broke out last night.", "last night", "2024-03-06TNI", "03-06", "03-06"),
    ("Talks failed last week.", "last week", "2024-W09", "02-26", "03-03"),
    ("He travels next week.", "next week", "2024-W11", "03-11", "03-17"),
    ("Prices rose last month.", "last month", "2024-02", "02-01", "02-29"),
    ("He won last year.", "last year", "2023", "2023-01-01", "2023-12-31"),
    ("He said so earlier this week.", "earlier this week", "2024-W10", "03-04", "03-07"),
    ("They will decide later this month.", "later this month", "2024-03", "03-07", "03-31"),
    ("Over the weekend, clashes broke out.", "the weekend", "2024-W09-WE", "03-02", "03-03"),
    ("It closed two weeks ago.", "two weeks ago", "2024-W08", "02-19", "02-25"),
    ("It closed three days ago.", "three days ago", "2024-03-04", "03-04", "03-04"),
    ("It will close in six months.", "six months", "2024-09", "09-01", "09-30"),
    ("Exports fell from a year earlier.", "a year earlier", "2023", "2023-01-01", "2023-12-31"),
    ("in the past five years", "the past five years", "P5Y", "2019-03-07", "03-07"),
    ("over the past decade", "the past decade", "P10Y", "2014-03-07", "03-07"),
    ("Prices doubled in late summer.", "late summer", "2023-SU", "2023-08-01", "2023-08-31"),
    ("The offensive will begin in spring.", "spring", "2024-SP", "03-01", "05-31"),
    ("The offensive began in winter.", "winter", "2023-WI", "2023-12-01", "02-29"),
    ("It fell on the night of 5 March.", "the night of 5 March", "2024-03-05TNI", "03-05", "03-05"),
    ("It must be in place by year's end.", "year's end", "2024", "2024-01-01", "2024-12-31"),
    ("It began in nineteen ninety-six.", "nineteen ninety-six", "1996", "1996-01-01", "1996-12-31"),
    ("They quarrelled years ago.", "years ago", "PAST_REF", None, None),
    ("He was to speak later in the day.", "later in the day", "2024-03-07", "03-07", "03-07"),
    # the tense, from the words that go before
    ("The record set on Aug. 6 stands.", "Aug. 6", "2023-08-06", "2023-08-06", "2023-08-06"),
    ("They have an agreement to meet in May.", "May", "2024-05", "05-01", "05-31"),
    ("It will be an unspecified day in May.", "May", "2024-05", "05-01", "05-31"),
    ("He left for the West. Fighting on Friday killed two.", "Friday", "2024-03-01", "03-01",
     "03-01"),
    # holidays and named days
    ("a truce for Christmas", "Christmas", "2023-12-25", "2023-12-25", "2023-12-25"),
    ("a truce before Ramadan", "Ramadan", "2024-03-11/2024-04-09", "03-11", "04-09"),
    ("after the Sept. 11 attacks", "Sept. 11", "2001-09-11", "2001-09-11", "2001-09-11"),
    # no days of their own
    ("after a 20-month delay", "20-month", "P20M", None, None),
    ("three days of talks", "three days", "P3D", None, None),
    ("The war went on for years.", "years", "PXY", None, None),
    ("Growth was slow over the last decade.", "the last decade", "P10Y", "2014-03-07", "03-07"),
    ("a month-long siege", "a month-long", "P1M", None, None),
    ("It costs $2 million a year.", "a year", "P1Y", None, None),
    ("in the year ended Jan. 31", "the year", "P1Y", "2023-02-01", "01-31"),
    ("He prays every Friday.", "every Friday", "XXXX-WXX-5", None, None),
    ("a daily report", "daily", "P1D", None, None),
    ("It is now calm.", "now", "PRESENT_REF", None, None),
    ("They recently met.", "recently", "PAST_REF", None, None),
    ("peace in the near future", "the near future", "FUTURE_REF", None, None),
    # clock
    ("at 9 p.m. on Monday", "9 p.m. on Monday", "2024-03-04T21:00", "03-04", "03-04"),
    ("at 0900 GMT", "0900 GMT", "2024-03-07T09:00", "03-07", "03-07"),
    ("at 0900 GMT Tuesday", "0900 GMT Tuesday", "2024-03-05T09:00", "03-05", "03-05"),
]  # fmt: skip


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    return date.fromisoformat(text if len(text) == 10 else f"2024-{text}")


@pytest.mark.parametrize(
    ("sentence", "words", "value", "first", "last"), CODEBOOK, ids=[row[0] for row in CODEBOOK]
)
def test_codebook(
    sentence: str, words: str, value: str, first: str | None, last: str | None
) -> None:
    found = find_times(sentence, THURSDAY)
    assert (words, value) in [(t.text, t.value) for t in found]
    time = next(t for t in found if t.text == words)
    assert (time.date_start, time.date_end) == (_day(first), _day(last))


@pytest.mark.parametrize(
    "sentence",
    [
        "The rebels may march on the capital, he told the Sun.",
        "It was his second visit, and a second term is likely.",
        "Police counted 2,000 people and 1500 cases.",
        "UN Security Council resolution 1973 was adopted.",
        "Some 2000 troops were sent, costing $2018 each.",
        "The team won 3-2; call 555-2020 for tickets.",
        "Prime Minister May told reporters it was untrue.",
        "The March 14 Alliance rejected the offer.",
        "Three quarters of the vote went to the left.",
        "The poll put him at 44.5 percent, up 10 points.",
        "They scored in the second half of the match.",
        "TROOPS MAY LEAVE, OFFICIALS SAY",
        "In the past 12 matches they have won three.",
        "It is part of a previously announced agreement.",
    ],
)
def test_no_time_expression(sentence: str) -> None:
    assert find_times(sentence, THURSDAY) == []


def test_dates_count_from_dates_named_before() -> None:
    text = "They signed on March 1. The same day shots were heard. Three days later it collapsed."
    assert [t.value for t in find_times(text, "2024-06-30")] == [
        "2024-03-01",
        "2024-03-01",
        "2024-03-04",
    ]


def test_year_of_another_date_in_the_sentence() -> None:
    text = "She was jailed on March 5, 2003, and freed on April 10."
    assert [t.value for t in find_times(text, THURSDAY)] == ["2003-03-05", "2003-04-10"]


def test_comparison_with_the_quarter_of_a_year_before() -> None:
    text = "Profit in the third quarter was $5 million, up from $4 million a year earlier."
    assert [t.value for t in find_times(text, "2023-10-20")] == ["2023-Q3", "2022-Q3"]


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("They met on Wednesday.", "XXXX-WXX-3"),
        ("They met on March 5.", "XXXX-03-05"),
        ("They met in March.", "XXXX-03"),
        ("They met yesterday.", "PAST_REF"),
        ("They meet next week.", "FUTURE_REF"),
        ("They met last month.", "PAST_REF"),
        ("They met at Easter.", "XXXX-XX-XX"),
    ],
)
def test_unknown_publication_date_gives_no_days(sentence: str, value: str) -> None:
    (time,) = find_times(sentence)
    assert (time.value, time.date_start, time.date_end) == (value, None, None)


def test_unknown_publication_date_with_a_year_in_the_text() -> None:
    values = [t.value for t in find_times("On March 5, 2020, they met. On March 7, they parted.")]
    assert values == ["2020-03-05", "2020-03-07"]


def test_the_parse_tells_the_tense() -> None:
    nlp = load_model()
    text = "The president arrived in Ankara on Tuesday and will leave for Moscow on Tuesday."
    values = [t.value for t in find_times(text, THURSDAY, nlp(text))]
    assert values == ["2024-03-05", "2024-03-12"]
    text = "They may have met on Tuesday."
    assert [t.value for t in find_times(text, THURSDAY, nlp(text))] == ["2024-03-05"]


def test_wrong_arguments_say_what_to_do() -> None:
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        find_times("today", "7 March 2024")
    with pytest.raises(UsageError, match="same text"):
        find_times("today", THURSDAY, load_model()("tomorrow"))


@pytest.mark.parametrize("rule", load_grammar().rules, ids=lambda rule: rule.example)
def test_every_pattern_matches_its_example(rule: Rule) -> None:
    words, _, following = (part.strip() for part in rule.example.partition("|"))
    joint = "" if following.startswith("-") else " "
    match = rule.pattern.match(words + joint + following)
    assert match
    assert match[0] == words


_PIECES = st.sampled_from(
    [
        *("the", "last", "next", "this", "early", "late", "end", "of", "March", "May", "Monday"),
        *("5", "31", "2011", "1990s", "two", "three", "a", "week", "weeks", "months", "years"),
        *("ago", "later", "earlier", "quarter", "first", "year-ago", "Ramadan", "p.m.", "9", ":"),
        *(",", ".", "-", "'", "\n", "GMT", "20-22", "fiscal", "half", "every", "day", "today"),
        *("tonight", "in", "since", "will", "met", "century", "decade", "9999", "1000", "900"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(), st.lists(_PIECES).map(" ".join)),
    st.one_of(st.none(), st.dates()),
)
def test_offsets_hold_on_any_text(text: str, published: date | None) -> None:
    end = 0
    for time in find_times(text, published):
        assert end <= time.start < time.end
        assert text[time.start : time.end] == time.text
        assert (time.date_start is None) == (time.date_end is None)
        if time.date_start and time.date_end:
            assert time.date_start <= time.date_end
        end = time.end
