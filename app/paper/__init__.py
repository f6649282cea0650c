"""Papers that the office signs, as tagged PDF: what they say, their templates, and the press that makes them."""
