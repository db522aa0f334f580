"""albumsync keeps the album names in SmugMug and the photo rows in Supabase in step."""
