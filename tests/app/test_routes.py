"""Every route, and who may call it."""

import pytest
from flask import Flask

from app import access
from booking.terms import Role

ALL = frozenset()
REGION, OFFICER, DESK, UNIT = (frozenset({role}) for role in (Role.REGION, Role.OFFICER, Role.RECEPTIONIST, Role.UNIT))
LEADERSHIP, ADMIN, HOLDER = (frozenset({role}) for role in (Role.LEADERSHIP, Role.ADMIN, Role.HOLDER))
OFFICE = OFFICER | DESK | UNIT | LEADERSHIP | ADMIN
SIGNED_IN = OFFICE | REGION
ASKING = REGION | HOLDER
"""Whoever may ask: a region's account, or somebody without one."""

ROUTES = {
    ("GET", "/"): ALL,
    ("GET", "/jadwal"): ALL,
    ("GET", "/aturan"): ALL,
    ("GET", "/layanan"): ALL,
    ("GET", "/pengaduan"): ALL,
    ("POST", "/pengaduan"): ALL,
    ("GET", "/pengaduan/<reference>"): ALL,
    ("GET", "/bahasa/<code>"): ALL,
    ("GET", "/masuk"): ALL,
    ("POST", "/masuk"): ALL,
    ("POST", "/keluar"): SIGNED_IN,
    ("GET", "/akun/minta"): ALL,
    ("POST", "/akun/minta"): ALL,
    ("GET", "/akun/minta/terkirim"): ALL,
    ("GET", "/akun/lupa"): ALL,
    ("POST", "/akun/lupa"): ALL,
    ("GET", "/akun/lupa/terkirim"): ALL,
    ("GET", "/akun/sandi/<int(max=2147483647):number>"): ALL,
    ("POST", "/akun/sandi/<int(max=2147483647):number>"): ALL,
    ("GET", "/healthz"): ALL,
    ("GET", "/readyz"): ALL,
    ("GET", "/metrics"): ALL,
    ("GET", "/ajukan"): ASKING,
    ("POST", "/ajukan"): ASKING,
    ("GET", "/ajukan/<string(length=22):draft>/surat"): ASKING,
    ("POST", "/ajukan/<string(length=22):draft>/surat"): ASKING,
    ("GET", "/ajukan/<string(length=22):draft>/sesi"): ASKING,
    ("POST", "/ajukan/<string(length=22):draft>/sesi"): ASKING,
    ("GET", "/ajukan/<string(length=22):draft>/tamu"): ASKING,
    ("POST", "/ajukan/<string(length=22):draft>/tamu"): ASKING,
    ("GET", "/ajukan/<string(length=22):draft>/periksa"): ASKING,
    ("POST", "/ajukan/<string(length=22):draft>/periksa"): ASKING,
    ("GET", "/cek"): ALL,
    ("POST", "/cek"): ALL,
    ("GET", "/permohonan"): REGION,
    ("GET", "/permohonan/<reference>"): SIGNED_IN | HOLDER,
    ("GET", "/permohonan/<reference>.ics"): SIGNED_IN | HOLDER,
    ("GET", "/permohonan/<reference>/konfirmasi"): ALL,
    ("POST", "/permohonan/<reference>/konfirmasi"): ALL,
    ("GET", "/permohonan/<reference>/pas"): SIGNED_IN | HOLDER,
    ("GET", "/permohonan/<reference>/tamu"): REGION | OFFICER | HOLDER,
    ("POST", "/permohonan/<reference>/tamu"): REGION | OFFICER | HOLDER,
    ("GET", "/permohonan/<reference>/pas.pdf"): SIGNED_IN | HOLDER,
    ("POST", "/permohonan/<reference>/jawab"): REGION | OFFICER | HOLDER,
    ("GET", "/permohonan/<reference>/batal"): REGION | OFFICER | HOLDER,
    ("POST", "/permohonan/<reference>/batal"): REGION | OFFICER | HOLDER,
    ("POST", "/permohonan/<reference>/tarik"): REGION | OFFICER | HOLDER,
    ("GET", "/dokumen/<int(max=2147483647):number>"): SIGNED_IN,
    ("GET", "/petugas"): OFFICER,
    ("GET", "/petugas/akun"): OFFICER,
    ("GET", "/petugas/akun/<int(max=2147483647):number>"): OFFICER,
    ("POST", "/petugas/akun/<int(max=2147483647):number>"): OFFICER,
    ("GET", "/petugas/hari-libur"): OFFICER | ADMIN,
    ("GET", "/petugas/hari-libur/tutup"): OFFICER | ADMIN,
    ("POST", "/petugas/hari-libur/tutup"): OFFICER | ADMIN,
    ("POST", "/petugas/hari-libur/buka"): OFFICER | ADMIN,
    ("GET", "/petugas/hari-libur/daftar"): OFFICER | ADMIN,
    ("POST", "/petugas/hari-libur/daftar"): OFFICER | ADMIN,
    ("GET", "/petugas/hari-libur/ruang"): OFFICER | ADMIN,
    ("POST", "/petugas/hari-libur/ruang"): OFFICER | ADMIN,
    ("POST", "/petugas/hari-libur/ruang/lepas"): OFFICER | ADMIN,
    ("GET", "/petugas/hari-libur/pindah"): OFFICER,
    ("POST", "/petugas/hari-libur/pindah"): OFFICER,
    ("GET", "/petugas/<reference>"): OFFICER,
    ("GET", "/petugas/<reference>/jawaban"): OFFICER,
    ("GET", "/petugas/surat-masuk"): OFFICER,
    ("POST", "/petugas/surat-masuk"): OFFICER,
    ("GET", "/petugas/surat-masuk/<string(length=22):draft>"): OFFICER,
    ("POST", "/petugas/surat-masuk/<string(length=22):draft>"): OFFICER,
    ("GET", "/petugas/surat/<int(max=2147483647):number>"): OFFICER,
    ("POST", "/petugas/surat/<int(max=2147483647):number>"): OFFICER,
    ("GET", "/petugas/surat/<int(max=2147483647):number>/jawaban"): OFFICER,
    ("GET", "/petugas/kalender"): OFFICER | LEADERSHIP | ADMIN,
    ("GET", "/petugas/daerah"): OFFICER,
    ("GET", "/petugas/daerah/<code>"): OFFICER,
    ("POST", "/petugas/<reference>"): OFFICER,
    ("GET", "/petugas/pengaduan"): OFFICER,
    ("GET", "/petugas/pengaduan/<reference>"): OFFICER,
    ("GET", "/resepsionis"): DESK,
    ("POST", "/resepsionis"): DESK,
    ("GET", "/resepsionis/pindai"): DESK,
    ("POST", "/resepsionis/pindai"): DESK,
    ("GET", "/resepsionis/<reference>/tamu"): DESK,
    ("POST", "/resepsionis/<reference>/tamu"): DESK,
    ("GET", "/resepsionis/tolak"): DESK,
    ("POST", "/resepsionis/tolak"): DESK,
    ("GET", "/resepsionis/tolak/<int(max=2147483647):number>"): DESK,
    ("GET", "/resepsionis/tolak/<int(max=2147483647):number>.pdf"): DESK,
    ("GET", "/resepsionis/lembar"): DESK,
    ("GET", "/resepsionis/lembar.pdf"): DESK,
    ("GET", "/resepsionis/<reference>/daftar-hadir.pdf"): DESK,
    ("GET", "/layar"): DESK,
    ("POST", "/resepsionis/antrean"): DESK,
    ("GET", "/resepsionis/pekerja.js"): ALL,
    ("GET", "/resepsionis/tanpa-jaringan"): ALL,
    ("GET", "/unit"): UNIT,
    ("POST", "/unit"): UNIT,
    ("GET", "/unit/<reference>"): UNIT | OFFICER,
    ("POST", "/unit/<reference>"): UNIT | OFFICER,
    ("GET", "/unit/<reference>/bak"): UNIT | OFFICER,
    ("POST", "/unit/<reference>/bak"): UNIT | OFFICER,
    ("GET", "/unit/<reference>/bak/<int(max=2147483647):number>"): UNIT | OFFICER,
    ("POST", "/unit/<reference>/bak/<int(max=2147483647):number>"): UNIT | OFFICER,
    ("GET", "/unit/<reference>/daftar-hadir.pdf"): UNIT | OFFICER,
    ("GET", "/periksa"): ALL,
    ("GET", "/pimpinan"): LEADERSHIP,
    ("GET", "/pimpinan/ekspor.xlsx"): LEADERSHIP,
    ("GET", "/pimpinan/<section>.csv"): LEADERSHIP,
    ("GET", "/admin"): ADMIN,
    ("GET", "/admin/orang"): ADMIN,
    ("GET", "/admin/orang/baru"): ADMIN,
    ("POST", "/admin/orang/baru"): ADMIN,
    ("GET", "/admin/orang/<int(max=2147483647):number>"): ADMIN,
    ("POST", "/admin/orang/<int(max=2147483647):number>"): ADMIN,
    ("GET", "/admin/orang/<int(max=2147483647):number>/token"): ADMIN,
    ("GET", "/admin/token"): ADMIN,
    ("POST", "/admin/token/<int(max=2147483647):number>"): ADMIN,
    ("GET", "/admin/daftar/<any(unit, topik, ruang):kind>"): ADMIN,
    ("POST", "/admin/daftar/<any(unit, topik, ruang):kind>"): ADMIN,
    ("GET", "/admin/daftar/<any(unit, topik, ruang):kind>/<code>"): ADMIN,
    ("POST", "/admin/daftar/<any(unit, topik, ruang):kind>/<code>"): ADMIN,
    ("GET", "/admin/jurnal"): ADMIN,
    ("GET", "/admin/jurnal/akses"): ADMIN,
    ("GET", "/admin/jurnal/rantai"): ADMIN,
    ("GET", "/admin/surel"): ADMIN,
    ("GET", "/admin/surel/<int(max=2147483647):number>"): ADMIN,
    ("POST", "/admin/surel/<int(max=2147483647):number>"): ADMIN,
    ("GET", "/api/v1/slots"): ALL,
    ("GET", "/api/v1/regions"): ALL,
    ("GET", "/api/v1/units"): ALL,
    ("GET", "/api/v1/topics"): ALL,
    ("GET", "/api/v1/rooms"): ALL,
    ("GET", "/api/v1/circular"): ALL,
    ("GET", "/api/v1/openapi.json"): ALL,
    ("GET", "/api/v1/docs"): ALL,
    ("GET", "/api/v1/requests"): OFFICE,
    ("POST", "/api/v1/requests"): ALL,
    ("GET", "/api/v1/requests/<reference>"): SIGNED_IN | HOLDER,
    ("GET", "/api/v1/requests/<reference>.ics"): SIGNED_IN | HOLDER,
    ("POST", "/api/v1/requests/<reference>/<act>"): SIGNED_IN | HOLDER,
    ("POST", "/api/v1/requests/<reference>/confirm"): ALL,
    ("POST", "/api/v1/requests/<reference>/documents"): SIGNED_IN | HOLDER,
    ("POST", "/api/v1/letters"): OFFICER,
    ("POST", "/api/v1/letters/<int(max=2147483647):number>/receipt"): OFFICER,
    ("POST", "/api/v1/refusals"): DESK,
    ("POST", "/api/v1/feeds"): SIGNED_IN | HOLDER,
    ("DELETE", "/api/v1/feeds/<int(max=2147483647):number>"): SIGNED_IN | HOLDER,
    ("GET", "/feeds/<secret>.ics"): ALL,
    ("GET", "/api/v1/decisions/<int(max=2147483647):number>"): SIGNED_IN | {Role.HOLDER},
}

FILLED = {
    "<reference>": "XXXX-XXXX",
    "<int(max=2147483647):number>": "999999",
    "<string(length=22):draft>": "d" * 22,
    "<any(unit, topik, ruang):kind>": "unit",
    "<act>": "finish",
    "<code>": "id",
    "<secret>": "geheim",
    "<section>": "bulan",
}
"""What takes the place of a path's parts."""


def filled(path):
    """A path that can be asked for."""
    for part, value in FILLED.items():
        path = path.replace(part, value)
    return path


VISITORS = {
    None: None,
    "pemda": Role.REGION,
    "petugas": Role.OFFICER,
    "resepsionis": Role.RECEPTIONIST,
    "unit": Role.UNIT,
    "pimpinan": Role.LEADERSHIP,
    "admin": Role.ADMIN,
}


def rules_of(app):
    return [rule for rule in app.url_map.iter_rules() if not access.is_file(rule.endpoint)]


def test_every_route_stands_in_the_table_and_nothing_else(app):
    declared = {
        (method, rule.rule): access.declared(app.view_functions[rule.endpoint])
        for rule in rules_of(app)
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert declared == ROUTES


def test_an_application_with_an_undeclared_route_is_not_made():
    app = Flask("planted")
    app.add_url_rule("/secret", "secret", lambda: "told")
    with pytest.raises(LookupError, match="secret"):
        access.complete(app)
    access.complete(Flask("empty"))
