"""A service that keeps papers of tenants as files. Each view has one deep branch, of which a whole flaw hangs."""
