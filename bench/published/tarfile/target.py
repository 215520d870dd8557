"""Extracts an archive with the standard library, trusting it or not."""

import tarfile


def extract_trusting(path, folder):
    with tarfile.open(path) as archive:
        archive.extractall(folder)


def extract_filtering(path, folder):
    with tarfile.open(path) as archive:
        archive.extractall(folder, filter="data")
