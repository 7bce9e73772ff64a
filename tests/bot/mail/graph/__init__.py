"""Mail by Microsoft Graph."""
