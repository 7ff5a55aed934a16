"""PyPIRCCommand: for commands that talk to a package index, whose users and passwords are in ~/.pypirc."""
import os
from configparser import RawConfigParser

from distutils.cmd import Command

DEFAULT_PYPIRC = """\
[distutils]
index-servers =
    pypi

[pypi]
username:%s
password:%s
"""


class PyPIRCCommand(Command):

    DEFAULT_REPOSITORY = "https://upload.pypi.org/legacy/"
    DEFAULT_REALM = "pypi"
    repository = None
    realm = None
    user_options = [("repository=", "r", "url of repository [default: %s]" % DEFAULT_REPOSITORY),
                    ("show-response", None, "display full response text from server")]
    boolean_options = ["show-response"]

    def _get_rc_file(self):
        return os.path.join(os.path.expanduser("~"), ".pypirc")

    def _store_pypirc(self, username, password):
        with os.fdopen(os.open(self._get_rc_file(), os.O_CREAT | os.O_WRONLY, 0o600), "w") as f:
            f.write(DEFAULT_PYPIRC % (username, password))

    def _take_pypirc(self):
        """Take user, password, repository and realm from the file; whether it has them."""
        config = self._read_pypirc()
        if config:
            self.username = config["username"]
            self.password = config["password"]
            self.repository = config["repository"]
            self.realm = config["realm"]
        return bool(config)

    def _read_pypirc(self):
        """What the file says about the repository, as a dict; empty where it says nothing."""
        rc = self._get_rc_file()
        if not os.path.exists(rc):
            return {}
        self.announce("Using PyPI login from %s" % rc)
        repository = self.repository or self.DEFAULT_REPOSITORY
        config = RawConfigParser()
        config.read(rc)
        sections = config.sections()
        if "distutils" in sections:
            servers = [name.strip() for name in config.get("distutils", "index-servers").split("\n") if name.strip()]
            if not servers:
                # the section may be there for other things
                if "pypi" not in sections:
                    return {}
                servers = ["pypi"]
            for server in servers:
                current = {"server": server, "username": config.get(server, "username")}
                for key, default in (("repository", self.DEFAULT_REPOSITORY), ("realm", self.DEFAULT_REALM), ("password", None)):
                    current[key] = config.get(server, key) if config.has_option(server, key) else default
                if server == "pypi" and repository in (self.DEFAULT_REPOSITORY, "pypi"):
                    current["repository"] = self.DEFAULT_REPOSITORY
                    return current
                if repository in (current["server"], current["repository"]):
                    return current
        elif "server-login" in sections:    # as the file was before there could be several servers
            server = "server-login"
            return {"username": config.get(server, "username"), "password": config.get(server, "password"),
                    "repository": config.get(server, "repository") if config.has_option(server, "repository") else self.DEFAULT_REPOSITORY,
                    "server": server, "realm": self.DEFAULT_REALM}
        return {}

    def _read_pypi_response(self, response):
        """The text of an answer."""
        from email.message import Message
        message = Message()
        message["content-type"] = response.getheader("content-type", "text/plain")
        return response.read().decode(message.get_content_charset("ascii"))

    def initialize_options(self):
        self.repository = None
        self.realm = None
        self.show_response = 0

    def finalize_options(self):
        if self.repository is None:
            self.repository = self.DEFAULT_REPOSITORY
        if self.realm is None:
            self.realm = self.DEFAULT_REALM
