"""Floor 0: people, roles, access and the audit trail."""
