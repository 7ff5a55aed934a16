"""audio/*"""

__all__ = ['MIMEAudio']

from io import BytesIO

from email import encoders
from email.mime.nonmultipart import MIMENonMultipart

_sndhdr_MIMEmap = {'au': 'basic', 'wav': 'x-wav', 'aiff': 'x-aiff', 'aifc': 'x-aiff'}


def _whatsnd(data):
    import sndhdr
    header = data[:512]
    fakefile = BytesIO(header)
    for test in sndhdr.tests:
        found = test(header, fakefile)
        if found is not None:
            return _sndhdr_MIMEmap.get(found[0])
    return None


class MIMEAudio(MIMENonMultipart):
    """Sound; the subtype is guessed from the data if it is not given."""

    def __init__(self, _audiodata, _subtype=None, _encoder=encoders.encode_base64,
                 *, policy=None, **_params):
        if _subtype is None:
            _subtype = _whatsnd(_audiodata)
        if _subtype is None:
            raise TypeError('Could not find audio MIME subtype')
        MIMENonMultipart.__init__(self, 'audio', _subtype, policy=policy, **_params)
        self.set_payload(_audiodata)
        _encoder(self)
