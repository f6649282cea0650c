"""What is wrong with a file, said to people: what it is, and what to do."""

from __future__ import annotations

from booking.errors import Busy, Unfit
from booking.inspection.looking.findings import Finding
from rules.words import Wording

_SAYS = {
    Finding.EMPTY: Wording(
        "Berkas kosong. Pilih berkas yang benar.",
        "The file is empty. Choose the right one.",
    ),
    Finding.TOO_LARGE: Wording(
        "Berkas lebih dari 10 MB. Pindai dengan mutu lebih rendah, lalu unggah lagi.",
        "The file is larger than 10 MB. Scan it at a lower quality and upload it again.",
    ),
    Finding.OTHER_TYPE: Wording(
        "Berkas harus PDF, JPEG, atau PNG. Simpan surat sebagai PDF atau foto, lalu unggah lagi.",
        "The file must be PDF, JPEG or PNG. Save the letter as PDF or a photo and upload it again.",
    ),
    Finding.BROKEN: Wording(
        "Berkas rusak atau terpotong sehingga tidak dapat dibuka. Buka berkas aslinya, simpan ulang sebagai PDF, "
        "atau pindai ulang, lalu unggah lagi.",
        "The file is damaged or cut off and cannot be opened. Open the original, save it again as PDF or scan it "
        "again, and upload it.",
    ),
    Finding.NO_PAGES: Wording(
        "PDF ini tidak berisi halaman. Simpan ulang suratnya sebagai PDF, lalu unggah lagi.",
        "This PDF has no pages. Save the letter as PDF again and upload it.",
    ),
    Finding.ENCRYPTED: Wording(
        "PDF ini dikunci atau memakai kata sandi. Simpan salinannya tanpa kata sandi dan tanpa pembatasan, "
        "lalu unggah lagi.",
        "This PDF is locked or has a password. Save a copy without password and restrictions, and upload that.",
    ),
    Finding.ACTIVE: Wording(
        "PDF ini berisi lampiran, skrip, suara, video, atau isian yang bekerja sendiri. Cetak suratnya ke PDF biasa, "
        "lalu unggah hasilnya; lampiran digabungkan sebagai halaman.",
        "This PDF holds attachments, scripts, sound, video or forms that act by themselves. Print the letter to a "
        "plain PDF and upload that; add attachments as pages.",
    ),
    Finding.EXPANDS: Wording(
        "Isi berkas ini membesar jauh melebihi ukurannya saat dibuka. Cetak suratnya ke PDF biasa, atau pindai ulang, "
        "lalu unggah lagi.",
        "This file grows far beyond its size when it is opened. Print the letter to a plain PDF or scan it again, "
        "and upload that.",
    ),
    Finding.TOO_MANY_PIXELS: Wording(
        "Gambar di berkas ini terlalu besar: paling banyak 64 megapiksel, PNG 36. Foto atau pindai dengan resolusi "
        "lebih rendah, lalu unggah lagi.",
        "The picture in this file is too large: at most 64 megapixels are taken, of a PNG 36. Photograph or scan it at "
        "a lower resolution and upload it again.",
    ),
    Finding.TWO_FACED: Wording(
        "Berkas ini memuat berkas jenis lain, seperti arsip, halaman web, atau program. Buka suratnya, simpan ulang "
        "sebagai PDF biasa, atau pindai ulang, lalu unggah lagi.",
        "This file holds a file of another kind, such as an archive, a web page or a program. Open the letter, save it "
        "again as a plain PDF or scan it again, and upload that.",
    ),
    Finding.UNCHECKED: Wording(
        "Berkas ini tidak dapat diperiksa. Simpan ulang sebagai PDF biasa, atau pindai ulang, lalu unggah lagi.",
        "This file cannot be checked. Save it again as a plain PDF or scan it again, and upload that.",
    ),
    Finding.BUSY: Wording(
        "Banyak berkas sedang diperiksa. Tunggu sebentar, lalu unggah lagi.",
        "Many files are being checked. Wait a moment and upload it again.",
    ),
}


def unfit(finding: Finding) -> Unfit:
    """The refusal of a file; Busy where it may be fit, but could not be looked into now."""
    says = _SAYS[finding]
    kind = Busy if finding is Finding.BUSY else Unfit
    return kind("file", says.id, says.en)
