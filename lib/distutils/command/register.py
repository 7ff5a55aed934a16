"""register: tells the package index of a distribution."""
import getpass
import io
import urllib.parse
import urllib.request
from warnings import warn

from distutils import log
from distutils.core import PyPIRCCommand

BOUNDARY = "--------------GHSKFJDLGDS7543FJKLFHRE75642756743254"


class register(PyPIRCCommand):

    description = "register the distribution with the Python package index"
    user_options = PyPIRCCommand.user_options + [
        ("list-classifiers", None, "list the valid Trove classifiers"),
        ("strict", None, "Will stop the registering if the meta-data are not fully compliant"),
    ]
    boolean_options = PyPIRCCommand.boolean_options + ["verify", "list-classifiers", "strict"]
    sub_commands = [("check", lambda self: True)]

    def initialize_options(self):
        PyPIRCCommand.initialize_options(self)
        self.list_classifiers = 0
        self.strict = 0

    def finalize_options(self):
        PyPIRCCommand.finalize_options(self)
        self.distribution.command_options["check"] = {"strict": ("register", self.strict), "restructuredtext": ("register", 1)}

    def run(self):
        self.finalize_options()
        self._set_config()
        for name in self.get_sub_commands():
            self.run_command(name)
        if self.dry_run:
            self.verify_metadata()
        elif self.list_classifiers:
            self.classifiers()
        else:
            self.send_metadata()

    def check_metadata(self):
        """Deprecated: the command check does this."""
        warn("distutils.command.register.check_metadata is deprecated, use the check command instead", PendingDeprecationWarning)
        check = self.distribution.get_command_obj("check")
        check.ensure_finalized()
        check.strict = self.strict
        check.restructuredtext = 1
        check.run()

    def _set_config(self):
        """Take user, password, repository and realm from ~/.pypirc."""
        self.has_config = self._take_pypirc()
        if self.has_config:
            return
        if self.repository not in ("pypi", self.DEFAULT_REPOSITORY):
            raise ValueError("%s not found in .pypirc" % self.repository)
        if self.repository == "pypi":
            self.repository = self.DEFAULT_REPOSITORY

    def classifiers(self):
        with_list = urllib.request.urlopen(self.repository + "?:action=list_classifiers")
        log.info(self._read_pypi_response(with_list))

    def verify_metadata(self):
        code, result = self.post_to_server(self.build_post_data("verify"))
        log.info("Server response (%s): %s", code, result)

    def send_metadata(self):
        """Register the metadata, as a user who is known, or becomes so, by asking him."""
        username = password = ""
        choice = "x"
        if self.has_config:
            choice, username, password = "1", self.username, self.password
        choices = ["1", "2", "3", "4"]
        while choice not in choices:
            self.announce("We need to know who you are, so please choose either:\n 1. use your existing login,\n"
                          " 2. register as a new user,\n 3. have the server generate a new password for you (and email it to you), or\n"
                          " 4. quit\nYour selection [default 1]: ", log.INFO)
            choice = input() or "1"
            if choice not in choices:
                print("Please choose one of the four options!")
        if choice == "1":
            self.submit(username, password)
        elif choice == "2":
            self.register_user()
        elif choice == "3":
            data = {":action": "password_reset", "email": ""}
            while not data["email"]:
                data["email"] = input("Your email address: ")
            log.info("Server response (%s): %s", *self.post_to_server(data))

    def submit(self, username, password):
        while not username:
            username = input("Username: ")
        while not password:
            password = getpass.getpass("Password: ")
        auth = urllib.request.HTTPPasswordMgr()
        host = urllib.parse.urlparse(self.repository)[1]
        auth.add_password(self.realm, host, username, password)
        code, result = self.post_to_server(self.build_post_data("submit"), auth)
        self.announce("Server response (%s): %s" % (code, result), log.INFO)
        if code != 200:
            return
        if self.has_config:
            self.distribution.password = password       # upload will want it
            return
        self.announce("I can store your PyPI login so future submissions will be faster.", log.INFO)
        self.announce("(the login will be stored in %s)" % self._get_rc_file(), log.INFO)
        choice = "X"
        while choice.lower() not in "yn":
            choice = input("Save your login (y/N)?") or "n"
        if choice.lower() == "y":
            self._store_pypirc(username, password)

    def register_user(self):
        data = {":action": "user", "name": "", "password": "", "email": "", "confirm": None}
        while not data["name"]:
            data["name"] = input("Username: ")
        while data["password"] != data["confirm"]:
            while not data["password"]:
                data["password"] = getpass.getpass("Password: ")
            while not data["confirm"]:
                data["confirm"] = getpass.getpass(" Confirm: ")
            if data["password"] != data["confirm"]:
                data["password"] = ""
                data["confirm"] = None
                print("Password and confirm don't match!")
        while not data["email"]:
            data["email"] = input("   EMail: ")
        code, result = self.post_to_server(data)
        if code != 200:
            log.info("Server response (%s): %s", code, result)
        else:
            log.info("You will receive an email shortly.")
            log.info("Follow the instructions in it to complete registration.")

    def build_post_data(self, action):
        """The metadata as the fields of a form."""
        meta = self.distribution.metadata
        data = {
            ":action": action, "metadata_version": "1.0", "name": meta.get_name(), "version": meta.get_version(),
            "summary": meta.get_description(), "home_page": meta.get_url(), "author": meta.get_contact(),
            "author_email": meta.get_contact_email(), "license": meta.get_licence(), "description": meta.get_long_description(),
            "keywords": meta.get_keywords(), "platform": meta.get_platforms(), "classifiers": meta.get_classifiers(),
            "download_url": meta.get_download_url(), "provides": meta.get_provides(), "requires": meta.get_requires(),
            "obsoletes": meta.get_obsoletes(),
        }
        if data["provides"] or data["requires"] or data["obsoletes"]:
            data["metadata_version"] = "1.1"
        return data

    def post_to_server(self, data, auth=None):
        """Send a form; (status, text or reason) of the answer."""
        if "name" in data:
            self.announce("Registering %s to %s" % (data["name"], self.repository), log.INFO)
        separator = "\n--" + BOUNDARY
        body = io.StringIO()
        for key, value in data.items():
            for item in value if isinstance(value, (list, tuple)) else (value,):
                item = str(item)
                body.write(separator)
                body.write('\nContent-Disposition: form-data; name="%s"' % key)
                body.write("\n\n")
                body.write(item)
                if item and item[-1] == "\r":
                    body.write("\n")
        body.write(separator + "--")
        body.write("\n")
        body = body.getvalue().encode("utf-8")
        headers = {"Content-type": "multipart/form-data; boundary=%s; charset=utf-8" % BOUNDARY, "Content-length": str(len(body))}
        request = urllib.request.Request(self.repository, body, headers)
        opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(password_mgr=auth))
        data = ""
        try:
            answer = opener.open(request)
        except urllib.error.HTTPError as e:
            if self.show_response:
                data = e.fp.read()
            result = e.code, e.msg
        except urllib.error.URLError as e:
            result = 500, str(e)
        else:
            if self.show_response:
                data = self._read_pypi_response(answer)
            result = 200, "OK"
        if self.show_response:
            self.announce("\n".join(("-" * 75, data, "-" * 75)), log.INFO)
        return result
