"""What a page is made of, drawn in the browser: the app and the meeting pack share it."""
