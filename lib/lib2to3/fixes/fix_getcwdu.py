"""os.getcwdu -> os.getcwd"""
from ..fixer_base import BaseFix
from ..fixer_util import Name


class FixGetcwdu(BaseFix):

    BM_compatible = True
    PATTERN = "power< 'os' trailer< dot='.' name='getcwdu' > any* >"

    def transform(self, node, results):
        name = results["name"]
        name.replace(Name("getcwd", prefix=name.prefix))
