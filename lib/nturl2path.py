"""Conversion of Windows paths to and from the paths of file URLs."""


def url2pathname(url):
    """'///C|/foo/bar/spam.foo' -> 'C:\\foo\\bar\\spam.foo'"""
    import string
    import urllib.parse
    url = url.replace(':', '|')
    if '|' not in url:
        # No drive.
        if url[:4] == '////':
            url = url[2:]       # a host in the path
        return urllib.parse.unquote('\\'.join(url.split('/')))
    parts = url.split('|')
    if len(parts) != 2 or parts[0][-1] not in string.ascii_letters:
        raise OSError('Bad URL: ' + url)
    path = parts[0][-1].upper() + ':'
    for part in parts[1].split('/'):
        if part:
            path = path + '\\' + urllib.parse.unquote(part)
    # A drive alone keeps its slash.
    if path.endswith(':') and url.endswith('/'):
        path += '\\'
    return path


def pathname2url(p):
    """'C:\\foo\\bar\\spam.foo' -> '///C:/foo/bar/spam.foo'"""
    import urllib.parse
    if ':' not in p:
        if p[:2] == '\\\\':
            p = '\\\\' + p      # a host: four slashes
        return urllib.parse.quote('/'.join(p.split('\\')))
    parts = p.split(':')
    if len(parts) != 2 or len(parts[0]) > 1:
        raise OSError('Bad path: ' + p)
    path = '///' + urllib.parse.quote(parts[0].upper()) + ':'
    for part in parts[1].split('\\'):
        if part:
            path = path + '/' + urllib.parse.quote(part)
    return path
