"""One folder an account; the site's own assets beside them."""
