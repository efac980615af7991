"""Dating the undated: what a text says, and the days on which it may have been published."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.coding import Coder
from dragoman.dating import DatedTexts, events, find_times_within, habits, infer, names, offices
from dragoman.dating.days import Days, Evidence
from dragoman.dating.expressions import find_named, load_leads
from dragoman.dating.habits import load_habits
from dragoman.errors import DataFileError
from dragoman.language import load_model
from dragoman.merging import find_duplicates
from dragoman.reading import clean
from dragoman.records import Article
from dragoman.tables import read_table

TODAY = date(2026, 6, 1)
PIECES = (
    *("February 29", "Feb. 30", "29 February 2023", "Thursday, March 5", "Monday (", "Friday"),
    *("on", "since", "by", "the", "will", "met", "former", ".", "\n\n"),
    *("1000", "2100", "'97", "2003-04", "May", "December 31, 1988", "June 31, 2005", "2005-02-28"),
    *("President Bush", "Zaire"),
)
HABITS = "habit\tunit\tfrom\tto\tshare\n"


def inferred(text: str) -> tuple[date, date]:
    found = infer(text, load_model()(text), today=TODAY)
    assert found is not None
    return found.start, found.end


# What an article says, a day on which it may be of, and one on which it cannot be.
@pytest.mark.parametrize(
    ("text", "possible", "impossible"),
    [
        # leaders and their terms
        ("President Bush met Prime Minister Tony Blair in London.", "2003-05-01", "1992-05-01"),
        ("President Bush met Prime Minister John Major in London.", "1991-05-01", "2003-05-01"),
        ("Chancellor Angela Merkel praised President Emmanuel Macron.", "2019-05-01", "2016-05-01"),
        ("President-elect Barack Obama named his ministers.", "2008-12-01", "2009-06-01"),
        (
            "Former President George W. Bush met President Barack Obama and"
            " U.N. Secretary-General Ban Ki-moon.",
            "2012-05-01",
            "2008-05-01",
        ),
        (
            "The former Iraqi president Saddam Hussein was tried while President George W. Bush"
            " was in office and Prime Minister Tony Blair looked on.",
            "2005-05-01",
            "2002-05-01",
        ),
        (
            "The Trump administration imposed tariffs, said Chancellor Angela Merkel.",
            "2018-05-01",
            "2022-05-01",
        ),
        (
            "Pope Benedict XVI prayed for the victims.",
            "2006-11-01",
            "2015-11-01",
        ),
        (
            "The former South Korean foreign minister Ban Ki-moon spoke, as did President Barack"
            " Obama.",
            "2010-05-01",
            "2005-05-01",
        ),
        # events and how soon the news forgets them
        (
            "Aid for survivors of Hurricane Katrina was slow.",
            "2006-03-01",
            "2004-03-01",
        ),
        (
            "Work on the stadium for the Beijing Olympics went on under President Hu Jintao.",
            "2007-03-01",
            "2013-01-01",
        ),
        # a year that follows one to come is to come as well
        (
            "Trade should be free by 2030 for rich members and 2040 for others, the leaders who"
            " met in 2021 said.",
            "2022-05-01",
            "2040-05-01",
        ),
        # days with weekdays that agree: April 15 was a Thursday in 2021, not in 2020 and 2022
        (
            "Foreign Minister Mevlut Cavusoglu met Foreign Minister Nikos Dendias in Ankara on"
            " Thursday (April 15).",
            "2021-04-16",
            "2020-04-16",
        ),
        # years and their tense
        (
            "The fighting began in 2015. The sides signed a truce in 2019.",
            "2020-06-01",
            "2018-06-01",
        ),
        (
            "The two sides signed a truce in 2019. An election will be held by the end of 2022.",
            "2021-03-01",
            "2023-03-01",
        ),
        # days of one year, past and to come
        (
            "Ministers met on March 6, 2020, and agreed on a truce. They will meet again on"
            " March 17.",
            "2020-03-10",
            "2020-03-25",
        ),
        # names and when they came up
        (
            "Covid-19 vaccines reached Kenya. Chancellor Angela Merkel promised more.",
            "2021-02-01",
            "2019-02-01",
        ),
        (
            "Rebels marched through Zaire. President Bill Clinton called for talks.",
            "1996-11-01",
            "1999-01-01",
        ),
    ],
)
def test_the_interval_holds_what_is_possible(text: str, possible: str, impossible: str):
    start, end = inferred(text)
    assert start <= date.fromisoformat(possible) <= end
    assert not start <= date.fromisoformat(impossible) <= end


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Protesters marched through the capital.",
        "The minister said on Friday that talks would go on.",
        "The fire broke out on March 31 and was put out a day later.",
        "The company was founded in 1890.",
    ],
)
def test_no_answer_where_nothing_tells_the_year(text: str):
    assert infer(text, load_model()(text), today=TODAY) is None


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_any_text_has_an_answer_in_order_or_none(words: list[str]):
    text = " ".join(words)
    found = infer(text, today=TODAY)
    assert found is None or date(1989, 1, 1) <= found.start <= found.end <= TODAY


def test_days_named_before_and_after_leave_a_few_days():
    text = (
        "The ministers met on March 4, 2020, in Ankara. On February 27 a strike had killed"
        " soldiers; on March 1 warplanes were shot down. The presidents will meet on March 6."
    )
    start, end = inferred(text)
    assert date(2020, 3, 4) <= start <= end <= date(2020, 3, 6)


def test_without_a_parse_the_tense_is_read_from_the_words():
    text = "Ministers met on March 6, 2020. They will meet again on March 17."
    found = infer(text, today=TODAY)
    assert found and found.start >= date(2020, 3, 6) and found.end <= date(2020, 3, 17)


def test_nothing_is_published_after_today():
    text = "Donald Trump was sworn in on January 20, 2025. President Trump spoke in 2026."
    found = infer(text, today=date(2026, 2, 1))
    assert found and found.end <= date(2026, 2, 1)


def test_reasons_name_the_words_and_where_they_stand():
    text = "President Bush met Prime Minister Tony Blair on Monday. They had met in 2003."
    found = infer(text, load_model()(text), today=TODAY)
    assert found and len(found.reasons) == 4
    for reason in found.reasons:
        offsets, _, said = reason.partition(" ")
        start, end = map(int, offsets.split("-"))
        assert said.startswith(f"“{text[start:end]}”: ")
    assert "in office" in found.reasons[0]


def test_a_weekday_before_a_day_of_the_year_is_one_expression_with_it():
    (named,) = find_named("They met on Monday (April 5).", None)
    assert (named.text, named.month, named.day, named.weekday) == ("Monday (April 5", 4, 5, 1)


def test_the_day_of_the_dateline_dates_a_text_whose_year_is_told():
    text = "The sides signed a truce on March 2, 2020. They met again on Wednesday."
    found = infer(text, today=TODAY, dateline="March 11")
    assert found and date(2020, 3, 11) == found.start and found.end <= date(2020, 3, 12)
    assert found.reasons[0] == "0-0 “March 11”: the day of the dateline"


def test_weekday_and_dateline_choose_the_year_of_a_term():
    text = "President Barack Obama met Chancellor Angela Merkel here on Friday."
    found = infer(text, today=TODAY, dateline="Friday, April 3")  # 2009 and 2015
    assert found and (found.start.year, found.end.year) == (2009, 2015)
    found = infer(
        text + " Vladimir Putin had invaded Crimea in 2014.",
        today=TODAY,
        dateline="Friday, April 3",
    )
    assert found and found.start == date(2015, 4, 3) and found.end <= date(2015, 4, 4)


def test_a_dateline_without_year_is_kept_for_dating():
    article = clean("KHARTOUM, April 11 (AFP) - President Obama met the ministers in Khartoum.")
    assert article.dateline_day == "April 11"
    assert clean("KHARTOUM (AFP) - The ministers met in the capital today.").dateline_day is None


def test_dated_texts_that_share_rare_words_date_a_text():
    filler = "The government said on that day that it would look at the matter of {}."
    others = [
        (filler.format(f"item{chr(97 + n % 26) * 5}"), date(2001, 1, 1 + n % 28))
        for n in range(120)
    ]
    story = "Polonium killed the former agent Kovrigin in a hotel in Lanzhevo, police said."
    dated = DatedTexts([*others, (story, date(2006, 12, 5)), (story, date(2006, 12, 9))])
    text = "The polonium trail led from Lanzhevo to a flat, where Kovrigin had lived."
    assert infer(text, today=TODAY) is None
    found = infer(text, today=TODAY, dated=dated)
    assert found and found.start <= date(2006, 12, 7) <= found.end
    assert (found.end - found.start).days < 3 * 366
    assert found.reasons == (
        "4-12 “kovrigin”, “lanzhevo”, “polonium”: rare words shared with 2006-12-05, 2006-12-09",
    )
    assert infer("Bridges were repaired in spring.", today=TODAY, dated=dated) is None


def test_few_texts_do_not_tell_which_words_are_rare():
    dated = DatedTexts([("Polonium killed Kovrigin in Lanzhevo.", date(2006, 12, 5))] * 2)
    assert infer("Polonium was found in Lanzhevo by Kovrigin.", today=TODAY, dated=dated) is None


@given(st.dates(date(1995, 1, 1), date(2026, 5, 1)), st.integers(0, 400))
def test_the_likeliest_days_hold_most_of_the_weight(start: date, length: int):
    days = Days(TODAY)
    ordinals = days.ordinals
    inside = (ordinals >= start.toordinal()) & (ordinals <= start.toordinal() + length)
    first, last = days.likeliest([Evidence(0, 1, inside * 20.0, "")], 0.9)
    assert first == start
    assert last.toordinal() == min(start.toordinal() + length, TODAY.toordinal())


@given(st.integers(1, 12), st.integers(1, 28))
def test_the_last_and_the_next_day_of_the_year(month: int, day: int):
    days = Days(TODAY)
    ago, ahead = days.around(month, day)
    for at in (0, 100, 5000, len(days.ordinals) - 1):
        for ordinal in (days.ordinals[at] - ago[at], days.ordinals[at] + ahead[at]):
            found = date.fromordinal(int(ordinal))
            assert (found.month, found.day) == (month, day)
        assert 0 <= ago[at] <= 366
        assert 0 <= ahead[at] <= 366


def test_shares_of_each_habit_make_one():
    for name in load_habits():
        rows = read_table(habits.DATA / "habits.tsv", habits.COLUMNS)
        shares = [float(row["share"]) for row in rows if row["habit"] == name]
        assert sum(shares) == pytest.approx(1.0), name


def test_words_that_lead_to_a_date_fit_their_examples():
    patterns = dict(enumerate(pattern for _, pattern in load_leads()))
    rows = read_table(habits.DATA / "leads.tsv", ("tense", "cue", "example"))
    for number, row in enumerate(rows):
        words, _, day = row["example"].partition("|")
        assert patterns[number].search(words), row["example"]
        assert day.strip()


@pytest.mark.parametrize(
    ("module", "file", "line", "loader"),
    [
        (habits, "habits.tsv", f"{HABITS}x\tdays\t3\t1\t.5", habits.load_habits),
        (habits, "habits.tsv", f"{HABITS}x\tdays\t0\t1\tmany", habits.load_habits),
        (habits, "habits.tsv", f"{HABITS}x\tweeks\t0\t1\t1", habits.load_habits),
        (names, "names.tsv", "name\tfirst\tlast\nEurozone\t1999", names.load_names),
        (names, "names.tsv", "name\tfirst\tlast\nEurozone\t\t", names.load_names),
        (events, "events.tsv", "name\tday\ttense\nKatrina\t2005\tpast", events.load_events),
        (events, "events.tsv", "name\tday\ttense\nExpo\t2010-05-01\tnext", events.load_events),
        (offices, "titles.tsv", "title\troles\twhen\npremier\t\tin", offices.load_titles),
        (offices, "titles.tsv", "title\troles\twhen\npremier\tleader\tonce", offices.load_titles),
    ],
)
def test_a_malformed_line_is_named(module, file, line, loader, tmp_path, monkeypatch):
    (tmp_path / file).write_text(line, encoding="utf-8")
    monkeypatch.setattr(module, "DATA", tmp_path)
    loader.cache_clear()
    with pytest.raises(DataFileError, match=rf"{file}, line 2"):
        loader()
    loader.cache_clear()


# Time expressions of an article whose day is known but to an interval.
@pytest.mark.parametrize(
    ("text", "published", "days"),
    [
        ("They met on March 5.", ("2020-03-06", "2020-03-20"), ("2020-03-05", "2020-03-05")),
        ("They met on March 5.", ("2019-03-06", "2020-03-20"), (None, None)),
        ("They met on March 5, 2018.", ("2019-03-06", "2022-03-20"), ("2018-03-05", "2018-03-05")),
        ("They met on Wednesday.", ("2020-03-05", "2020-03-06"), ("2020-03-04", "2020-03-04")),
        ("They met yesterday.", ("2020-03-05", "2020-03-07"), ("2020-03-04", "2020-03-06")),
        ("They met on Wednesday.", ("2020-03-01", "2020-04-30"), (None, None)),
        ("They met last year.", ("2020-02-01", "2020-11-30"), ("2019-01-01", "2019-12-31")),
        ("They met last year.", ("2019-02-01", "2020-11-30"), (None, None)),
    ],
)
def test_what_does_not_hang_on_the_day_is_dated(text, published, days):
    first, last = map(date.fromisoformat, published)
    (time,) = find_times_within(text, (first, last))
    expected = tuple(day and date.fromisoformat(day) for day in days)
    assert (time.date_start, time.date_end) == expected
    if expected[0] is None:
        assert time.value.startswith("XXXX")


def test_an_article_is_dated_before_it_is_coded():
    text = (
        "Turkey and Russia agreed on a truce on March 5, 2020. The Turkish foreign minister met his"
        " Russian counterpart on March 6, 2020. The presidents will meet on March 9."
    )
    article, mentions = next(iter(Coder().code_articles([Article("a", "a.txt", text)])))
    assert article.published_basis == "inferred"
    assert article.published_start and article.published_start >= date(2020, 3, 6)
    assert article.published_end and article.published_end <= date(2020, 3, 16)
    assert article.date_reasons and "“March 6, 2020”" in article.date_reasons
    meetings = {m.date_start for m in mentions if m.modality == "planned"}
    assert meetings <= {date(2020, 3, 9)}


def test_a_date_that_is_known_stays():
    text = "President Bush met Prime Minister Tony Blair in London."
    given = Article("a", "a.txt", text, published_start=date(2024, 1, 1))
    ((article, _),) = Coder().code_articles([given])
    assert article == given


def test_years_in_doubt_date_no_event():
    text = "Turkish President Recep Tayyip Erdogan met Russian President Vladimir Putin in Sochi."
    ((article, mentions),) = Coder().code_articles([Article("a", "a.txt", text)])
    assert article.published_basis == "inferred"
    assert mentions and all(m.date_basis == "unknown" for m in mentions)


def test_the_messy_article_is_of_early_march(shared):
    (path,) = shared.glob("data/corpus/messy/004_*.txt")
    text = path.read_text(encoding="utf-8")
    start, end = inferred(text)
    assert start <= date(2020, 3, 5) <= end
    assert start.year >= 2018


def test_a_copy_dated_to_some_years_is_no_original():
    text = " ".join(f"Turkey and Russia spoke about truce number {n}." for n in range(40))
    day = date(2005, 3, 1)
    dated = Article("dated", "a", text, published_start=day, published_end=day)
    copy = Article(
        "copy", "b", text, published_start=date(2001, 1, 1), published_end=date(2009, 1, 1)
    )
    assert find_duplicates([copy, dated]) == {"copy": "dated"}
