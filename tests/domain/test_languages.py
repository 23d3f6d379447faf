"""What people are told, in two languages."""

from domain.languages import Language, Words, said_by

WORDS = Words(en="it is empty", de="sie ist leer")


def test_words_are_told_in_the_language_asked_for() -> None:
    assert [WORDS.in_(language) for language in (Language.EN, Language.DE)] == ["it is empty", "sie ist leer"]


def test_an_exception_raised_with_words_prints_itself_in_english() -> None:
    error = ValueError(WORDS)
    assert str(error) == "it is empty"
    assert said_by(error) is WORDS


def test_what_somebody_else_says_stays_as_it_is() -> None:
    assert said_by(ValueError("no such column")) == Words("no such column", "no such column")
    assert said_by(ValueError()) == Words("", "")
