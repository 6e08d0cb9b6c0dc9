import pytest

from opalexe.comptes.telephones import LONGUEUR, normaliser_telephone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("   ", ""),
        ("0245564556", "02 45 56 45 56"),
        ("01-23-45-67-89", "01 23 45 67 89"),
        ("01.23.45.67.89", "01 23 45 67 89"),
        ("01\u00a023\u00a045\u00a067\u00a089", "01 23 45 67 89"),
        ("+33 (0)1 23 45 67 89", "+33 1 23 45 67 89"),
        ("+330123456789", "+33 1 23 45 67 89"),
        ("0033 612345678", "+33 6 12 34 56 78"),
        ("+32 2 555 12 12", "+32 2 555 12 12"),
        ("+262 (0)262 40-23-45", "+262 262 40 23 45"),
        ("+49 (30) 901820", "+49 30 901820"),
        ("+1 2 3 4 5 6 7 8 9 0 1 2 3 4 5", "+123456789012345"),
    ],
)
def test_kept_in_groups(typed: str, kept: str) -> None:
    assert normaliser_telephone(typed) == kept
    assert len(kept) <= LONGUEUR
    assert normaliser_telephone(kept) == kept, "what is kept can be typed again"


@pytest.mark.parametrize(
    "typed",
    [
        "12",
        "123456789",
        "012345678",
        "01234567890",
        "01 23 45 67 8a",
        "+33 0",
        "+33 1 23",
        "+0123456789",
        "+12345678901234567",
        "01 23 45 67 89 poste 12",
        "٠١٢٣٤٥٦٧٨٩",
        "+",
        "()",
    ],
)
def test_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="number"):
        normaliser_telephone(typed)
