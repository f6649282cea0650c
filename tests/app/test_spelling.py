"""Regions as people write them: shortened, with the office before the name, or as they are called."""

import pytest

from app.forms.schedule import regions_like, regions_named
from rules.regions import register

BONE, MANADO, EAST_JAVA, JAKARTA, YOGYAKARTA = "73.08", "71.71", "35", "31", "34"


@pytest.mark.parametrize(
    ("code", "spellings"),
    [
        (BONE, ["Kab. Bone", "Kab Bone", "kab.Bone", "Kabupaten  Bone", "Pemkab Bone", "Pemkab. Bone", "DPRD Kab. Bone",
                "Pemerintah Kabupaten Bone", "Pemerintah Daerah Kabupaten Bone", "Pemda Kab Bone", "73.08"]),
        (MANADO, ["Kota Manado", "Pemkot Manado", "Pemerintah Kota Manado", "DPRD Kota Manado", "Manado"]),
        (EAST_JAVA, ["Jawa Timur", "Prov. Jawa Timur", "Provinsi Jawa Timur", "Pemprov Jawa Timur", "Jatim",
                     "DPRD Provinsi Jawa Timur", "Sekretariat DPRD Prov Jawa Timur", "Pemprov Jatim", "35"]),
        (JAKARTA, ["DKI Jakarta", "Pemprov DKI Jakarta", "Provinsi DKI", "Daerah Khusus Ibukota Jakarta",
                   "Pemerintah Daerah Khusus Ibukota Jakarta", "D.K.I. Jakarta"]),
        (YOGYAKARTA, ["DIY", "D.I.Y.", "D.I. Yogyakarta", "DI Yogyakarta", "Pemda DIY", "Daerah Istimewa Yogyakarta",
                      "Pemerintah Daerah Istimewa Yogyakarta"]),
        ("91", ["Papua", "Provinsi Papua", "Pemprov Papua"]),
        ("31.71", ["Kota Jakarta Pusat", "Jakarta Pusat", "Kota Administrasi Jakarta Pusat"]),
    ],
)  # fmt: skip
def test_a_usual_spelling_means_one_region(code, spellings):
    assert {spelling: regions_named(spelling) for spelling in spellings} == {each: [code] for each in spellings}


def test_every_region_is_meant_by_its_own_name_and_by_its_code():
    assert [code for code, region in register().items() if regions_named(region.name) != [code]] == []
    assert [code for code in register() if regions_named(code) != [code]] == []


@pytest.mark.parametrize("text", ["DPRD Bima", "Pemda Bima", "Bima"])
def test_a_name_that_two_regions_share_means_both(text):
    assert [register()[code].name for code in regions_named(text)] == ["Kabupaten Bima", "Kota Bima"]


def test_a_province_named_in_part_means_provinces_alone():
    assert {register()[code].kind for code in regions_named("Prov. Sulawesi")} == {"province"}


@pytest.mark.parametrize("text", ["", " ", ".", "Kecamatan Cempaka", "xyzzy"])
def test_what_is_no_region_means_none(text):
    assert regions_named(text) == []


def test_a_spelling_with_a_slip_finds_what_is_like_it():
    assert next(register()[code].name for code in regions_like("Pemkot Samrinda")) == "Kota Samarinda"
