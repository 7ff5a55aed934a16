"""Quoted-printable as a codec from bytes to bytes."""

import quopri
from io import BytesIO
from ._factory import binary_codec


def _through(function, input, **options):
    out = BytesIO()
    function(BytesIO(input), out, **options)
    return out.getvalue()


binary_codec(globals(), 'quopri',
             lambda input: _through(quopri.encode, input, quotetabs=True),
             lambda input: _through(quopri.decode, input))
