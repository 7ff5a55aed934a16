"""upload: sends the files that commands before it made to the package index."""
import hashlib
import io
import os
import platform
from base64 import standard_b64encode
from urllib.error import HTTPError
from urllib.parse import urlparse
from urllib.request import Request, urlopen

from distutils import log
from distutils.core import PyPIRCCommand
from distutils.errors import DistutilsError, DistutilsOptionError
from distutils.spawn import spawn

BOUNDARY = "--------------GHSKFJDLGDS7543FJKLFHRE75642756743254"


class upload(PyPIRCCommand):

    description = "upload binary package to PyPI"
    user_options = PyPIRCCommand.user_options + [("sign", "s", "sign files to upload using gpg"),
                                                 ("identity=", "i", "GPG identity used to sign files")]
    boolean_options = PyPIRCCommand.boolean_options + ["sign"]

    def initialize_options(self):
        PyPIRCCommand.initialize_options(self)
        self.username = ""
        self.password = ""
        self.show_response = 0
        self.sign = False
        self.identity = None

    def finalize_options(self):
        PyPIRCCommand.finalize_options(self)
        if self.identity and not self.sign:
            raise DistutilsOptionError("Must use --sign for --identity to have meaning")
        self._take_pypirc()
        if not self.password and self.distribution.password:
            self.password = self.distribution.password      # register asked for it

    def run(self):
        if not self.distribution.dist_files:
            raise DistutilsOptionError("Must create and upload files in one command (e.g. setup.py sdist upload)")
        for command, pyversion, filename in self.distribution.dist_files:
            self.upload_file(command, pyversion, filename)

    def _form(self, command, pyversion, filename, content):
        meta = self.distribution.metadata
        data = {
            ":action": "file_upload", "protocol_version": "1", "name": meta.get_name(), "version": meta.get_version(),
            "content": (os.path.basename(filename), content), "filetype": command, "pyversion": pyversion,
            "md5_digest": hashlib.md5(content).hexdigest(), "metadata_version": "1.0", "summary": meta.get_description(),
            "home_page": meta.get_url(), "author": meta.get_contact(), "author_email": meta.get_contact_email(),
            "license": meta.get_licence(), "description": meta.get_long_description(), "keywords": meta.get_keywords(),
            "platform": meta.get_platforms(), "classifiers": meta.get_classifiers(), "download_url": meta.get_download_url(),
            "provides": meta.get_provides(), "requires": meta.get_requires(), "obsoletes": meta.get_obsoletes(), "comment": "",
        }
        if command == "bdist_dumb":
            data["comment"] = "built for %s" % platform.platform(terse=1)
        if self.sign:
            with open(filename + ".asc", "rb") as f:
                data["gpg_signature"] = (os.path.basename(filename) + ".asc", f.read())
        return data

    def _encode(self, data):
        separator = b"\r\n--" + BOUNDARY.encode("ascii")
        body = io.BytesIO()
        for key, value in data.items():
            title = '\r\nContent-Disposition: form-data; name="%s"' % key
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, tuple):
                    head, item = title + '; filename="%s"' % item[0], item[1]
                else:
                    head, item = title, str(item).encode("utf-8")
                body.write(separator + head.encode("utf-8") + b"\r\n\r\n" + item)
        body.write(separator + b"--\r\n")
        return body.getvalue()

    def upload_file(self, command, pyversion, filename):
        scheme, netloc, url, params, query, fragments = urlparse(self.repository)
        if params or query or fragments:
            raise AssertionError("Incompatible url %s" % self.repository)
        if scheme not in ("http", "https"):
            raise AssertionError("unsupported schema " + scheme)
        if self.sign:
            options = ["--local-user", self.identity] if self.identity else []
            spawn(["gpg", "--detach-sign"] + options + ["-a", filename], dry_run=self.dry_run)
        with open(filename, "rb") as f:
            content = f.read()
        body = self._encode(self._form(command, pyversion, filename, content))
        login = (self.username + ":" + self.password).encode("ascii")
        self.announce("Submitting %s to %s" % (filename, self.repository), log.INFO)
        headers = {"Content-type": "multipart/form-data; boundary=%s" % BOUNDARY, "Content-length": str(len(body)),
                   "Authorization": "Basic " + standard_b64encode(login).decode("ascii")}
        try:
            result = urlopen(Request(self.repository, data=body, headers=headers))
            status, reason = result.getcode(), result.msg
        except HTTPError as e:
            status, reason = e.code, e.msg
        except OSError as e:
            self.announce(str(e), log.ERROR)
            raise
        if status != 200:
            message = "Upload failed (%s): %s" % (status, reason)
            self.announce(message, log.ERROR)
            raise DistutilsError(message)
        self.announce("Server response (%s): %s" % (status, reason), log.INFO)
        if self.show_response:
            text = self._read_pypi_response(result)
            self.announce("\n".join(("-" * 75, text, "-" * 75)), log.INFO)
