"""Acme: a multi-tenant asset service. Files on disk, metadata in DynamoDB, three twins behind one URL map."""
