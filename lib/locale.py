"""Locales: settings, formatting of numbers, names; on top of _locale."""

import encodings
import encodings.aliases
import functools
import os
import re
import sys
from builtins import str as _builtin_str

__all__ = ['getlocale', 'getdefaultlocale', 'getpreferredencoding', 'Error',
           'setlocale', 'resetlocale', 'localeconv', 'strcoll', 'strxfrm',
           'str', 'atof', 'atoi', 'format', 'format_string', 'currency',
           'normalize', 'LC_CTYPE', 'LC_COLLATE', 'LC_MESSAGES', 'LC_TIME',
           'LC_MONETARY', 'LC_NUMERIC', 'LC_ALL', 'CHAR_MAX', 'getencoding',
           'delocalize', 'localize']


def _strcoll(a, b):
    """strcoll(string,string) -> int: compare by code points."""
    return (a > b) - (a < b)


def _strxfrm(s):
    """strxfrm(string) -> string: a key for comparing."""
    return s


try:
    from _locale import *
    from _locale import localeconv as _localeconv, setlocale as _setlocale
except ImportError:
    CHAR_MAX = 127
    LC_ALL = 6
    LC_COLLATE = 3
    LC_CTYPE = 0
    LC_MESSAGES = 5
    LC_MONETARY = 4
    LC_NUMERIC = 1
    LC_TIME = 2
    Error = ValueError

    def _localeconv():
        """The conventions of the C locale."""
        result = {name: CHAR_MAX for name in (
            'p_cs_precedes', 'n_cs_precedes', 'p_sep_by_space', 'n_sep_by_space',
            'frac_digits', 'int_frac_digits', 'p_sign_posn', 'n_sign_posn')}
        result.update({name: '' for name in (
            'int_curr_symbol', 'thousands_sep', 'positive_sign', 'negative_sign',
            'currency_symbol', 'mon_decimal_point', 'mon_thousands_sep')})
        result.update(grouping=[127], mon_grouping=[], decimal_point='.')
        return result

    def _setlocale(category, value=None):
        """Only the C locale is there."""
        if value not in (None, '', 'C'):
            raise Error('_locale emulation only supports "C" locale')
        return 'C'

if 'strxfrm' not in globals():
    strxfrm = _strxfrm
if 'strcoll' not in globals():
    strcoll = _strcoll

# Tests put other conventions here.
_override_localeconv = {}


@functools.wraps(_localeconv)
def localeconv():
    d = _localeconv()
    if _override_localeconv:
        d.update(_override_localeconv)
    return d


# Formatting of numbers

def _grouping_intervals(grouping):
    """Yield the sizes of the groups, from the right."""
    last_interval = None
    for interval in grouping:
        if interval == CHAR_MAX:        # no more groups
            return
        if interval == 0:               # the last one repeats
            if last_interval is None:
                raise ValueError('invalid grouping')
            while True:
                yield last_interval
        yield interval
        last_interval = interval


def _group(s, monetary=False):
    """Put separators between the digits: (result, number of separators)."""
    conv = localeconv()
    thousands_sep = conv['mon_thousands_sep' if monetary else 'thousands_sep']
    grouping = conv['mon_grouping' if monetary else 'grouping']
    if not grouping:
        return s, 0
    right_spaces = left_spaces = ''
    if s[-1] == ' ':
        stripped = s.rstrip()
        right_spaces = s[len(stripped):]
        s = stripped
    groups = []
    for interval in _grouping_intervals(grouping):
        if not s or s[-1] not in '0123456789':
            # Only the sign and spaces are left.
            left_spaces = s
            s = ''
            break
        groups.append(s[-interval:])
        s = s[:-interval]
    if s:
        groups.append(s)
    groups.reverse()
    return (left_spaces + thousands_sep.join(groups) + right_spaces,
            len(thousands_sep) * (len(groups) - 1))


def _strip_padding(s, amount):
    """Take away as many spaces as separators were added."""
    lpos = 0
    while amount and s[lpos] == ' ':
        lpos += 1
        amount -= 1
    rpos = len(s) - 1
    while amount and s[rpos] == ' ':
        rpos -= 1
        amount -= 1
    return s[lpos:rpos + 1]


_percent_re = None


def _percent():
    global _percent_re
    if _percent_re is None:
        _percent_re = re.compile(r'%(?:\((?P<key>.*?)\))?'
                                 r'(?P<modifiers>[-#0-9 +*.hlL]*?)[eEfFgGdiouxXcrs%]')
    return _percent_re


def _format(percent, value, grouping=False, monetary=False, *additional):
    if additional:
        formatted = percent % ((value,) + additional)
    else:
        formatted = percent % value
    if percent[-1] in 'eEfFgGdiu':
        formatted = _localize(formatted, grouping, monetary)
    return formatted


def _localize(formatted, grouping=False, monetary=False):
    """Replace the decimal point and group the digits of a formatted number."""
    if '.' in formatted:
        seps = 0
        parts = formatted.split('.')
        if grouping:
            parts[0], seps = _group(parts[0], monetary=monetary)
        decimal_point = localeconv()['mon_decimal_point' if monetary else 'decimal_point']
        formatted = decimal_point.join(parts)
        if seps:
            formatted = _strip_padding(formatted, seps)
        return formatted
    seps = 0
    if grouping:
        formatted, seps = _group(formatted, monetary=monetary)
    if seps:
        formatted = _strip_padding(formatted, seps)
    return formatted


def format_string(f, val, grouping=False, monetary=False):
    """f % val by the conventions of the locale."""
    percents = list(_percent().finditer(f))
    new_f = _percent().sub('%s', f)
    if hasattr(val, 'keys'):
        new_val = []
        for perc in percents:
            if perc.group()[-1] == '%':
                new_val.append('%')
            else:
                new_val.append(_format(perc.group(), val, grouping, monetary))
    else:
        if not isinstance(val, tuple):
            val = (val,)
        new_val = []
        i = 0
        for perc in percents:
            if perc.group()[-1] == '%':
                new_val.append('%')
            else:
                starcount = perc.group('modifiers').count('*')
                new_val.append(_format(perc.group(), val[i], grouping, monetary,
                                       *val[i + 1:i + 1 + starcount]))
                i += 1 + starcount
    return new_f % tuple(new_val)


def format(percent, value, grouping=False, monetary=False, *additional):
    """One number by the conventions of the locale; percent has one specifier."""
    match = _percent().match(percent)
    if not match or len(match.group()) != len(percent):
        raise ValueError(f'format() must be given exactly one %char format specifier, '
                         f'{percent!r} not valid')
    return _format(percent, value, grouping, monetary, *additional)


def currency(val, symbol=True, grouping=False, international=False):
    """An amount of money by the conventions of the locale."""
    conv = localeconv()
    digits = conv['int_frac_digits' if international else 'frac_digits']
    if digits == 127:
        raise ValueError("Currency formatting is not possible using the 'C' locale.")
    s = _localize(f'{abs(val):.{digits}f}', grouping, monetary=True)
    # The marks show where the sign belongs.
    s = '<' + s + '>'
    if symbol:
        smb = conv['int_curr_symbol' if international else 'currency_symbol']
        precedes = conv['n_cs_precedes' if val < 0 else 'p_cs_precedes']
        separated = conv['n_sep_by_space' if val < 0 else 'p_sep_by_space']
        if precedes:
            s = smb + (separated and ' ' or '') + s
        else:
            s = s + (separated and ' ' or '') + smb
    sign_pos = conv['n_sign_posn' if val < 0 else 'p_sign_posn']
    sign = conv['negative_sign' if val < 0 else 'positive_sign']
    if sign_pos == 0:
        s = '(' + s + ')'
    elif sign_pos == 1:
        s = sign + s
    elif sign_pos == 2:
        s = s + sign
    elif sign_pos == 3:
        s = s.replace('<', sign)
    elif sign_pos == 4:
        s = s.replace('>', sign)
    else:
        s = sign + s                # not specified
    return s.replace('<', '').replace('>', '')


def str(val):
    """A float by the conventions of the locale."""
    return _format('%.12g', val)


def delocalize(string):
    """A number in the form Python reads, from that of the locale."""
    conv = localeconv()
    ts = conv['thousands_sep']
    if ts:
        string = string.replace(ts, '')
    dd = conv['decimal_point']
    if dd:
        string = string.replace(dd, '.')
    return string


def localize(string, grouping=False, monetary=False):
    """A number in the form of the locale, from that of Python."""
    return _localize(string, grouping, monetary)


def atof(string, func=float):
    """A float from the form of the locale."""
    return func(delocalize(string))


def atoi(string):
    """An integer from the form of the locale."""
    return int(delocalize(string))


# Names of locales

_encoding_names = {
    # Python's codecs: how the C library calls them.
    '437': 'C', 'c': 'C', 'en': 'ISO8859-1', 'jis': 'JIS7', 'jis7': 'JIS7',
    'ajec': 'eucJP', 'koi8c': 'KOI8-C', 'microsoftcp1251': 'CP1251',
    'microsoftcp1255': 'CP1255', 'microsoftcp1256': 'CP1256', '88591': 'ISO8859-1',
    '88592': 'ISO8859-2', '88595': 'ISO8859-5', '885915': 'ISO8859-15',
    'ascii': 'ISO8859-1', 'latin_1': 'ISO8859-1', 'latin1': 'ISO8859-1',
    'utf_8': 'UTF-8', 'utf8': 'UTF-8', 'koi8_r': 'KOI8-R', 'koi8r': 'KOI8-R',
    'koi8_u': 'KOI8-U', 'koi8u': 'KOI8-U', 'koi8_t': 'KOI8-T', 'koi8t': 'KOI8-T',
    'euc_jp': 'eucJP', 'eucjp': 'eucJP', 'euc_kr': 'eucKR', 'euckr': 'eucKR',
    'euctw': 'eucTW', 'euccn': 'eucCN', 'gb2312': 'eucCN', 'gbk': 'GBK',
    'gb18030': 'GB18030', 'big5': 'big5', 'big5hkscs': 'big5hkscs',
    'shift_jis': 'SJIS', 'shiftjis': 'SJIS', 'sjis': 'SJIS', 'tis_620': 'TIS620',
    'tis620': 'TIS620', 'tactis': 'TACTIS', 'ptcp154': 'PT154', 'kz1048': 'RK1048',
    'cp1361': 'KSC5601.1987-0', 'johab': 'KSC5601.1987-0', 'armscii8': 'ARMSCII-8',
    'mscode': 'SJIS', 'pck': 'SJIS', 'iso2022_jp': 'JIS7', 'iso2022jp': 'JIS7', 'iso_2022_jp': 'JIS7', 'cp1133': 'IBM-CP1133',
    'ibmcp1133': 'IBM-CP1133', 'georgianacademy': 'GEORGIAN-ACADEMY', 'georgianps': 'GEORGIAN-PS',
    'iso88599e': 'ISO8859-9E', 'tatarcyr': 'TATAR-CYR', 'mulelao1': 'MULELAO-1', 'tcvn': 'TCVN',
    'viscii': 'VISCII', 'nunacom8': 'NUNACOM-8', 'roman8': 'ROMAN8',
}
_encoding_names.update({f'iso8859_{n}': f'ISO8859-{n}' for n in range(1, 17) if n != 12})
_encoding_names.update({f'iso8859{n}': f'ISO8859-{n}' for n in range(1, 17) if n != 12})
_encoding_names.update({f'cp125{n}': f'CP125{n}' for n in range(9)})
locale_encoding_alias = _encoding_names

# The encoding of a language and country where none is given.
_default_encodings = '''
ISO8859-1: C af_ZA an_ES br_FR ca_ES da_DK de_AT de_BE de_CH de_DE de_LU en_AU en_BW
    en_CA en_GB en_HK en_IE en_NZ en_PH en_SG en_US en_ZA en_ZW es_AR es_BO es_CL es_CO
    es_CR es_DO es_EC es_ES es_GT es_HN es_MX es_NI es_PA es_PE es_PR es_PY es_SV es_US
    es_UY es_VE et_EE eu_ES fi_FI fo_FO fr_BE fr_CA fr_CH fr_FR fr_LU ga_IE gd_GB gl_ES
    gv_GB id_ID is_IS it_CH it_IT kl_GL kw_GB ms_MY nb_NO nl_BE nl_NL nn_NO no_NO oc_FR
    om_KE pt_BR pt_PT so_DJ sq_AL st_ZA sv_FI sv_SE sw_KE tl_PH uz_UZ wa_BE xh_ZA zu_ZA
ISO8859-2: bs_BA cs_CZ hr_HR hu_HU pl_PL ro_RO sk_SK sl_SI sr_CS
ISO8859-3: eo_XX mt_MT
ISO8859-5: mk_MK
CP1251: be_BY bg_BG
KOI8-U: uk_UA
KOI8-R: ru_RU
KOI8-T: tg_TJ
ISO8859-6: ar_AE ar_BH ar_DZ ar_EG ar_IQ ar_JO ar_KW ar_LB ar_LY ar_MA ar_OM ar_QA ar_SA
    ar_SD ar_SY ar_TN ar_YE
ISO8859-7: el_CY el_GR
ISO8859-8: he_IL iw_IL
CP1255: yi_US
ISO8859-9: tr_CY tr_TR ku_TR
ISO8859-13: lt_LT lv_LV mi_NZ
ISO8859-14: cy_GB
eucJP: ja_JP
eucKR: ko_KR
eucCN: zh_CN
big5: zh_TW
big5hkscs: zh_HK
GB2312: zh_SG
TIS620: th_TH
TCVN: vi_VN
PT154: kk_KZ
GEORGIAN-ACADEMY: ka_GE
TATAR-CYR: tt_RU
UTF-8: ks_IN sd_IN sr_ME sr_RS am_ET as_IN az_AZ bn_BD bn_IN dz_BT fa_IR gu_IN hi_IN hy_AM km_KH kn_IN ky_KG lo_LA
    ml_IN mn_MN mr_IN ne_NP or_IN pa_IN ps_AF si_LK ta_IN te_IN ur_PK
'''

# Old names of locales by language.
_languages = '''
arabic ar_AA.ISO8859-6|bulgarian bg_BG.CP1251|catalan ca_ES.ISO8859-1|chinese-s zh_CN.eucCN
chinese-t zh_TW.eucTW|croatian hr_HR.ISO8859-2|czech cs_CZ.ISO8859-2|danish da_DK.ISO8859-1
dansk da_DK.ISO8859-1|deutsch de_DE.ISO8859-1|dutch nl_NL.ISO8859-1|eesti et_EE.ISO8859-1
english en_EN.ISO8859-1|english_uk en_GB.ISO8859-1|english_us en_US.ISO8859-1
estonian et_EE.ISO8859-1|finnish fi_FI.ISO8859-1|french fr_FR.ISO8859-1
german de_DE.ISO8859-1|greek el_GR.ISO8859-7|hebrew he_IL.ISO8859-8|hungarian hu_HU.ISO8859-2
icelandic is_IS.ISO8859-1|italian it_IT.ISO8859-1|japanese ja_JP.eucJP|japan ja_JP.eucJP|korean ko_KR.eucKR
lithuanian lt_LT.ISO8859-13|norwegian no_NO.ISO8859-1|polish pl_PL.ISO8859-2
portuguese pt_PT.ISO8859-1|romanian ro_RO.ISO8859-2|russian ru_RU.ISO8859-5
slovak sk_SK.ISO8859-2|slovene sl_SI.ISO8859-2|spanish es_ES.ISO8859-1
swedish sv_SE.ISO8859-1|thai th_TH.ISO8859-11|turkish tr_TR.ISO8859-9
posix C|posix-utf2 C|c C|c.utf8 en_US.UTF-8|c.en C|en en_US.ISO8859-1
'''


def _make_alias_table():
    table = {}
    encoding = None
    for word in _default_encodings.split():
        if word.endswith(':'):
            encoding = word[:-1]
        else:
            table[word.lower()] = 'C' if word == 'C' else f'{word}.{encoding}'
            # The first country in the list speaks for the language.
            if word != 'C':
                table.setdefault(word[:2], f'{word}.{encoding}')
    for lang, code in ('ar', 'ar_AA'), ('de', 'de_DE'), ('en', 'en_US'), ('es', 'es_ES'), \
            ('fr', 'fr_FR'), ('it', 'it_IT'), ('nl', 'nl_NL'), ('pt', 'pt_PT'), \
            ('sv', 'sv_SE'), ('zh', 'zh_CN'), ('tr', 'tr_TR'), ('el', 'el_GR'):
        table[lang] = table.get(code.lower(), f'{code}.ISO8859-6')
    for entry in _languages.replace('\n', '|').split('|'):
        if entry:
            name, code = entry.split()
            table[name] = code
    table.update({'ja_jp.euc': 'ja_JP.eucJP', 'ko_kr.euc': 'ko_KR.eucKR',
                  'zh_cn.euc': 'zh_CN.eucCN', 'zh_tw.euc': 'zh_TW.eucTW',
                  'jp_jp': 'ja_JP.eucJP', 'japanese-euc': 'ja_JP.eucJP', 'japanese.euc': 'ja_JP.eucJP',
                  'japanese.sjis': 'ja_JP.SJIS',
                  'az_az.iso88599e': 'az_AZ.ISO8859-9E',
                  # Variants of a language, which decide the encoding.
                  'ca_es@valencia': 'ca_ES.UTF-8@valencia', 'ca@valencia': 'ca_ES.ISO8859-1@valencia',
                  'ks_in@devanagari': 'ks_IN.UTF-8@devanagari', 'ks@devanagari': 'ks_IN.UTF-8@devanagari',
                  'sd_in@devanagari': 'sd_IN.UTF-8@devanagari', 'sd@devanagari': 'sd_IN.UTF-8@devanagari',
                  'ks_in.utf8@devanagari': 'ks_IN.UTF-8@devanagari',
                  'sd_in.utf8@devanagari': 'sd_IN.UTF-8@devanagari',
                  'be_by@latin': 'be_BY.UTF-8@latin', 'sr@latin': 'sr_RS.UTF-8@latin',
                  'sr_rs@latin': 'sr_RS.UTF-8@latin', 'sr_rs.utf8@latn': 'sr_RS.UTF-8@latin',
                  'uz_uz@cyrillic': 'uz_UZ.UTF-8@cyrillic', 'tt_ru@iqtelif': 'tt_RU.UTF-8@iqtelif'})
    return table


locale_alias = _make_alias_table()


def _replace_encoding(code, encoding):
    langname = code[:code.index('.')] if '.' in code else code
    norm = encodings.normalize_encoding(encoding)
    norm = encodings.aliases.aliases.get(norm.lower(), norm)
    encoding = norm
    norm = norm.lower()
    if norm in locale_encoding_alias:
        encoding = locale_encoding_alias[norm]
    else:
        norm = norm.replace('_', '').replace('-', '')
        encoding = locale_encoding_alias.get(norm, encoding)
    return langname + '.' + encoding


def _append_modifier(code, modifier):
    if modifier == 'euro':
        if '.' not in code:
            return code + '.ISO8859-15'
        _, _, encoding = code.partition('.')
        if encoding in ('ISO8859-15', 'UTF-8'):
            return code
        if encoding == 'ISO8859-1':
            return _replace_encoding(code, 'ISO8859-15')
    return code + '@' + modifier


def normalize(localename):
    """The name of a locale as setlocale() wants it, with an encoding if known."""
    code = localename.lower()
    if ':' in code:
        code = code.replace(':', '.')   # some systems write it so
    if '@' in code:
        code, modifier = code.split('@', 1)
    else:
        modifier = ''
    if '.' in code:
        langname, encoding = code.split('.')[:2]
    else:
        langname, encoding = code, ''
    norm_encoding = encoding.replace('-', '').replace('_', '')
    lookup_name = langname
    if norm_encoding:
        lookup_name += '.' + norm_encoding
    # With everything first, then with less.
    code = locale_alias.get(lookup_name + '@' + modifier if modifier else lookup_name)
    if code is not None:
        return code
    if modifier:
        code = locale_alias.get(lookup_name)
        if code is not None:
            if '@' not in code:
                return _append_modifier(code, modifier)
            if code.split('@', 1)[1].lower() == modifier:
                return code
    if encoding:
        lookup_name = langname + '@' + modifier if modifier else langname
        code = locale_alias.get(lookup_name)
        if code is not None:
            if '@' not in code:
                return _replace_encoding(code, encoding)
            code, modifier = code.split('@', 1)
            return _replace_encoding(code, encoding) + '@' + modifier
        if modifier:
            code = locale_alias.get(langname)
            if code is not None:
                if '@' not in code:
                    return _append_modifier(_replace_encoding(code, encoding), modifier)
                code, defmod = code.split('@', 1)
                if defmod.lower() == modifier:
                    return _replace_encoding(code, encoding) + '@' + defmod
    return localename


def _parse_localename(localename):
    """(language code, encoding) of a name."""
    code = normalize(localename)
    if '@' in code:
        code, modifier = code.split('@', 1)
        if modifier == 'euro' and '.' not in code:
            return code, 'iso-8859-15'
    if '.' in code:
        return tuple(code.split('.')[:2])
    if code == 'C':
        return None, None
    if code == 'UTF-8':
        return None, 'UTF-8'
    raise ValueError(f'unknown locale: {localename}')


def _build_localename(localetuple):
    try:
        language, encoding = localetuple
        if language is None:
            language = 'C'
        if encoding is None:
            return language
        return language + '.' + encoding
    except (TypeError, ValueError):
        raise TypeError('Locale must be None, a string, or an iterable of two strings -- '
                        'language code, encoding.') from None


def getdefaultlocale(envvars=('LC_ALL', 'LC_CTYPE', 'LANG', 'LANGUAGE')):
    """(language code, encoding) of the user's default locale."""
    for variable in envvars:
        localename = os.environ.get(variable)
        if localename:
            if variable == 'LANGUAGE':
                localename = localename.split(':')[0]
            break
    else:
        localename = 'C'
    return _parse_localename(localename)


def getlocale(category=LC_CTYPE):
    """(language code, encoding) of the current locale."""
    localename = _setlocale(category)
    if category == LC_ALL and ';' in localename:
        raise TypeError('category LC_ALL is not supported')
    return _parse_localename(localename)


def setlocale(category, locale=None):
    """Set or query a locale; a tuple stands for language code and encoding."""
    if locale and not isinstance(locale, _builtin_str):
        locale = normalize(_build_localename(locale))
    return _setlocale(category, locale)


def resetlocale(category=LC_ALL):
    """Set the user's default locale."""
    _setlocale(category, _build_localename(getdefaultlocale()))


try:
    from _locale import getencoding
except ImportError:
    def getencoding():
        """The encoding of the current locale."""
        try:
            result = nl_langinfo(CODESET)
        except (NameError, ValueError):
            result = ''
        return result or 'utf-8'


def getpreferredencoding(do_setlocale=True):
    """The encoding of text in the user's environment."""
    if getattr(sys.flags, 'utf8_mode', False):
        return 'UTF-8'
    if not do_setlocale or 'CODESET' not in globals():
        return getencoding()
    old = _setlocale(LC_CTYPE)
    try:
        try:
            _setlocale(LC_CTYPE, '')
        except Error:
            pass
        return getencoding()
    finally:
        _setlocale(LC_CTYPE, old)


def _print_locale():
    """Print the settings, for the command line."""
    categories = {name: value for name, value in globals().items()
                  if name[:3] == 'LC_' and name != 'LC_ALL'}
    for title, prepare in (('Locale defaults as determined by getdefaultlocale():', None),
                           ('Locale settings on startup:', None),
                           ('Locale settings after calling resetlocale():', resetlocale)):
        print(title)
        print('-' * 72)
        if prepare is not None:
            prepare()
        if 'defaults' in title:
            lang, enc = getdefaultlocale()
            print('Language: ', lang or '(undefined)')
            print('Encoding: ', enc or '(undefined)')
        else:
            for name, category in categories.items():
                print(name, '...')
                lang, enc = getlocale(category)
                print('   Language: ', lang or '(undefined)')
                print('   Encoding: ', enc or '(undefined)')
        print()


if __name__ == '__main__':
    _print_locale()
