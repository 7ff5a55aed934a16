"""The tables of the single-byte encodings, as differences.

tables[name] is (base, changes): the base is another table, or None for
ISO 8859-1; each change is a byte and the characters from it on.  U+FFFE stands
for undefined.
"""

tables = {
    'cp037': (None, [
        (0x04, '\x9c\t\x86\x7f\x97\x8d\x8e'),
        (0x14, '\x9d\x85\x08\x87\x18\x19\x92\x8f'),
        (0x20, '\x80\x81\x82\x83\x84\n\x17\x1b\x88\x89\x8a\x8b\x8c\x05\x06\x07\x90'
               '\x91\x16\x93\x94\x95\x96\x04\x98\x99\x9a\x9b\x14\x15\x9e\x1a \xa0'
               '\xe2\xe4\xe0\xe1\xe3\xe5\xe7\xf1\xa2.<(+|&\xe9\xea\xeb\xe8\xed\xee'
               '\xef\xec\xdf!$*);\xac-/\xc2\xc4\xc0\xc1\xc3\xc5\xc7\xd1\xa6,%_>?'
               '\xf8\xc9\xca\xcb\xc8\xcd\xce\xcf\xcc`:#@\'="\xd8abcdefghi\xab\xbb'
               '\xf0\xfd\xfe\xb1\xb0jklmnopqr\xaa\xba\xe6\xb8\xc6\xa4\xb5~stuvwxyz'
               '\xa1\xbf\xd0\xdd\xde\xae^\xa3\xa5\xb7\xa9\xa7\xb6\xbc\xbd\xbe[]'
               '\xaf\xa8\xb4\xd7{ABCDEFGHI\xad\xf4\xf6\xf2\xf3\xf5}JKLMNOPQR\xb9'
               '\xfb\xfc\xf9\xfa\xff\\\xf7STUVWXYZ\xb2\xd4\xd6\xd2\xd3\xd501234567'
               '89\xb3\xdb\xdc\xd9\xda\x9f'),
    ]),
    'cp437': (None, [
        (0x80, '\xc7\xfc\xe9\xe2\xe4\xe0\xe5\xe7\xea\xeb\xe8\xef\xee\xec\xc4\xc5'
               '\xc9\xe6\xc6\xf4\xf6\xf2\xfb\xf9\xff\xd6\xdc\xa2\xa3\xa5\u20a7'
               '\u0192\xe1\xed\xf3\xfa\xf1\xd1\xaa\xba\xbf\u2310\xac\xbd\xbc\xa1'
               '\xab\xbb\u2591\u2592\u2593\u2502\u2524\u2561\u2562\u2556\u2555'
               '\u2563\u2551\u2557\u255d\u255c\u255b\u2510\u2514\u2534\u252c\u251c'
               '\u2500\u253c\u255e\u255f\u255a\u2554\u2569\u2566\u2560\u2550\u256c'
               '\u2567\u2568\u2564\u2565\u2559\u2558\u2552\u2553\u256b\u256a\u2518'
               '\u250c\u2588\u2584\u258c\u2590\u2580\u03b1\xdf\u0393\u03c0\u03a3'
               '\u03c3\xb5\u03c4\u03a6\u0398\u03a9\u03b4\u221e\u03c6\u03b5\u2229'
               '\u2261\xb1\u2265\u2264\u2320\u2321\xf7\u2248\xb0\u2219\xb7\u221a'
               '\u207f\xb2\u25a0\xa0'),
    ]),
    'iso8859_1': (None, [
    ]),
    'cp1252': (None, [
        (0x80, '\u20ac\ufffe\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160'
               '\u2039\u0152\ufffe\u017d\ufffe\ufffe\u2018\u2019\u201c\u201d\u2022'
               '\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\ufffe\u017e\u0178'),
    ]),
    'mac_roman': (None, [
        (0x80, '\xc4\xc5\xc7\xc9\xd1\xd6\xdc\xe1\xe0\xe2\xe4\xe3\xe5\xe7\xe9\xe8'
               '\xea\xeb\xed\xec\xee\xef\xf1\xf3\xf2\xf4\xf6\xf5\xfa\xf9\xfb\xfc'
               '\u2020\xb0\xa2\xa3\xa7\u2022\xb6\xdf\xae\xa9\u2122\xb4\xa8\u2260'
               '\xc6\xd8\u221e\xb1\u2264\u2265\xa5\xb5\u2202\u2211\u220f\u03c0'
               '\u222b\xaa\xba\u03a9\xe6\xf8\xbf\xa1\xac\u221a\u0192\u2248\u2206'
               '\xab\xbb\u2026\xa0\xc0\xc3\xd5\u0152\u0153\u2013\u2014\u201c\u201d'
               '\u2018\u2019\xf7\u25ca\xff\u0178\u2044\u20ac\u2039\u203a\ufb01'
               '\ufb02\u2021\xb7\u201a\u201e\u2030\xc2\xca\xc1\xcb\xc8\xcd\xce\xcf'
               '\xcc\xd3\xd4\uf8ff\xd2\xda\xdb\xd9\u0131\u02c6\u02dc\xaf\u02d8'
               '\u02d9\u02da\xb8\u02dd\u02db\u02c7'),
    ]),
    'koi8_r': (None, [
        (0x80, '\u2500\u2502\u250c\u2510\u2514\u2518\u251c\u2524\u252c\u2534\u253c'
               '\u2580\u2584\u2588\u258c\u2590\u2591\u2592\u2593\u2320\u25a0\u2219'
               '\u221a\u2248\u2264\u2265\xa0\u2321\xb0\xb2\xb7\xf7\u2550\u2551'
               '\u2552\u0451\u2553\u2554\u2555\u2556\u2557\u2558\u2559\u255a\u255b'
               '\u255c\u255d\u255e\u255f\u2560\u2561\u0401\u2562\u2563\u2564\u2565'
               '\u2566\u2567\u2568\u2569\u256a\u256b\u256c\xa9\u044e\u0430\u0431'
               '\u0446\u0434\u0435\u0444\u0433\u0445\u0438\u0439\u043a\u043b\u043c'
               '\u043d\u043e\u043f\u044f\u0440\u0441\u0442\u0443\u0436\u0432\u044c'
               '\u044b\u0437\u0448\u044d\u0449\u0447\u044a\u042e\u0410\u0411\u0426'
               '\u0414\u0415\u0424\u0413\u0425\u0418\u0419\u041a\u041b\u041c\u041d'
               '\u041e\u041f\u042f\u0420\u0421\u0422\u0423\u0416\u0412\u042c\u042b'
               '\u0417\u0428\u042d\u0429\u0427\u042a'),
    ]),
    'cp1006': (None, [
        (0xa1, '\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9\u060c'
               '\u061b\xad\u061f\ufe81\ufe8d\ufe8e\ufe8e\ufe8f\ufe91\ufb56\ufb58'
               '\ufe93\ufe95\ufe97\ufb66\ufb68\ufe99\ufe9b\ufe9d\ufe9f\ufb7a\ufb7c'
               '\ufea1\ufea3\ufea5\ufea7\ufea9\ufb84\ufeab\ufead\ufb8c\ufeaf\ufb8a'
               '\ufeb1\ufeb3\ufeb5\ufeb7\ufeb9\ufebb\ufebd\ufebf\ufec1\ufec5\ufec9'
               '\ufeca\ufecb\ufecc\ufecd\ufece\ufecf\ufed0\ufed1\ufed3\ufed5\ufed7'
               '\ufed9\ufedb\ufb92\ufb94\ufedd\ufedf\ufee0\ufee1\ufee3\ufb9e\ufee5'
               '\ufee7\ufe85\ufeed\ufba6\ufba8\ufba9\ufbaa\ufe80\ufe89\ufe8a\ufe8b'
               '\ufef1\ufef2\ufef3\ufbb0\ufbae\ufe7c\ufe7d'),
    ]),
    'cp1026': ('cp037', [
        (0x48, '{\xf1\xc7'),
        (0x4f, '!'),
        (0x5a, '\u011e\u0130*);^'),
        (0x68, '[\xd1\u015f'),
        (0x79, '\u0131:\xd6\u015e\'=\xdc'),
        (0x8c, '}`\xa6'),
        (0xa1, '\xf6'),
        (0xac, ']$@\xae\xa2'),
        (0xba, '\xac|'),
        (0xc0, '\xe7'),
        (0xcc, '~\xf2\xf3\xf5\u011f'),
        (0xdc, '\\\xf9\xfa\xff\xfc'),
        (0xec, '#'),
        (0xfc, '"'),
    ]),
    'cp1125': ('cp437', [
        (0x80, '\u0410\u0411\u0412\u0413\u0414\u0415\u0416\u0417\u0418\u0419\u041a'
               '\u041b\u041c\u041d\u041e\u041f\u0420\u0421\u0422\u0423\u0424\u0425'
               '\u0426\u0427\u0428\u0429\u042a\u042b\u042c\u042d\u042e\u042f\u0430'
               '\u0431\u0432\u0433\u0434\u0435\u0436\u0437\u0438\u0439\u043a\u043b'
               '\u043c\u043d\u043e\u043f'),
        (0xe0, '\u0440\u0441\u0442\u0443\u0444\u0445\u0446\u0447\u0448\u0449\u044a'
               '\u044b\u044c\u044d\u044e\u044f\u0401\u0451\u0490\u0491\u0404\u0454'
               '\u0406\u0456\u0407\u0457\xb7\u221a\u2116\xa4'),
    ]),
    'cp1140': ('cp037', [
        (0x9f, '\u20ac'),
    ]),
    'cp1250': ('cp1252', [
        (0x83, '\ufffe'),
        (0x88, '\ufffe\u2030\u0160\u2039\u015a\u0164\u017d\u0179'),
        (0x98, '\ufffe\u2122\u0161\u203a\u015b\u0165\u017e\u017a\xa0\u02c7\u02d8'
               '\u0141\xa4\u0104'),
        (0xaa, '\u015e'),
        (0xaf, '\u017b\xb0\xb1\u02db\u0142'),
        (0xb9, '\u0105\u015f\xbb\u013d\u02dd\u013e\u017c\u0154\xc1\xc2\u0102\xc4'
               '\u0139\u0106\xc7\u010c\xc9\u0118\xcb\u011a\xcd\xce\u010e\u0110'
               '\u0143\u0147\xd3\xd4\u0150\xd6\xd7\u0158\u016e\xda\u0170\xdc\xdd'
               '\u0162\xdf\u0155\xe1\xe2\u0103\xe4\u013a\u0107\xe7\u010d\xe9\u0119'
               '\xeb\u011b\xed\xee\u010f\u0111\u0144\u0148\xf3\xf4\u0151\xf6\xf7'
               '\u0159\u016f\xfa\u0171\xfc\xfd\u0163\u02d9'),
    ]),
    'cp1251': ('cp1250', [
        (0x80, '\u0402\u0403\u201a\u0453'),
        (0x88, '\u20ac\u2030\u0409\u2039\u040a\u040c\u040b\u040f\u0452'),
        (0x9a, '\u0459\u203a\u045a\u045c\u045b\u045f\xa0\u040e\u045e\u0408\xa4'
               '\u0490\xa6\xa7\u0401\xa9\u0404'),
        (0xaf, '\u0407\xb0\xb1\u0406\u0456\u0491\xb5\xb6\xb7\u0451\u2116\u0454\xbb'
               '\u0458\u0405\u0455\u0457\u0410\u0411\u0412\u0413\u0414\u0415\u0416'
               '\u0417\u0418\u0419\u041a\u041b\u041c\u041d\u041e\u041f\u0420\u0421'
               '\u0422\u0423\u0424\u0425\u0426\u0427\u0428\u0429\u042a\u042b\u042c'
               '\u042d\u042e\u042f\u0430\u0431\u0432\u0433\u0434\u0435\u0436\u0437'
               '\u0438\u0439\u043a\u043b\u043c\u043d\u043e\u043f\u0440\u0441\u0442'
               '\u0443\u0444\u0445\u0446\u0447\u0448\u0449\u044a\u044b\u044c\u044d'
               '\u044e\u044f'),
    ]),
    'cp1253': ('cp1252', [
        (0x88, '\ufffe\u2030\ufffe\u2039\ufffe\ufffe\ufffe'),
        (0x98, '\ufffe\u2122\ufffe\u203a\ufffe\ufffe\ufffe\ufffe\xa0\u0385\u0386'),
        (0xaa, '\ufffe'),
        (0xaf, '\u2015'),
        (0xb4, '\u0384\xb5\xb6\xb7\u0388\u0389\u038a\xbb\u038c\xbd\u038e\u038f'
               '\u0390\u0391\u0392\u0393\u0394\u0395\u0396\u0397\u0398\u0399\u039a'
               '\u039b\u039c\u039d\u039e\u039f\u03a0\u03a1\ufffe\u03a3\u03a4\u03a5'
               '\u03a6\u03a7\u03a8\u03a9\u03aa\u03ab\u03ac\u03ad\u03ae\u03af\u03b0'
               '\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03b9\u03ba\u03bb'
               '\u03bc\u03bd\u03be\u03bf\u03c0\u03c1\u03c2\u03c3\u03c4\u03c5\u03c6'
               '\u03c7\u03c8\u03c9\u03ca\u03cb\u03cc\u03cd\u03ce\ufffe'),
    ]),
    'cp1254': ('cp1252', [
        (0x8e, '\ufffe'),
        (0x9e, '\ufffe'),
        (0xd0, '\u011e'),
        (0xdd, '\u0130\u015e'),
        (0xf0, '\u011f'),
        (0xfd, '\u0131\u015f'),
    ]),
    'cp1255': ('cp1254', [
        (0x8a, '\ufffe\u2039\ufffe'),
        (0x9a, '\ufffe\u203a\ufffe\ufffe\ufffe\ufffe'),
        (0xa4, '\u20aa'),
        (0xaa, '\xd7'),
        (0xba, '\xf7'),
        (0xc0, '\u05b0\u05b1\u05b2\u05b3\u05b4\u05b5\u05b6\u05b7\u05b8\u05b9\ufffe'
               '\u05bb\u05bc\u05bd\u05be\u05bf\u05c0\u05c1\u05c2\u05c3\u05f0\u05f1'
               '\u05f2\u05f3\u05f4\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\u05d0'
               '\u05d1\u05d2\u05d3\u05d4\u05d5\u05d6\u05d7\u05d8\u05d9\u05da\u05db'
               '\u05dc\u05dd\u05de\u05df\u05e0\u05e1\u05e2\u05e3\u05e4\u05e5\u05e6'
               '\u05e7\u05e8\u05e9\u05ea\ufffe\ufffe\u200e\u200f\ufffe'),
    ]),
    'cp1256': ('cp1252', [
        (0x81, '\u067e'),
        (0x8a, '\u0679\u2039\u0152\u0686\u0698\u0688\u06af'),
        (0x98, '\u06a9\u2122\u0691\u203a\u0153\u200c\u200d\u06ba\xa0\u060c'),
        (0xaa, '\u06be'),
        (0xba, '\u061b'),
        (0xbf, '\u061f\u06c1\u0621\u0622\u0623\u0624\u0625\u0626\u0627\u0628\u0629'
               '\u062a\u062b\u062c\u062d\u062e\u062f\u0630\u0631\u0632\u0633\u0634'
               '\u0635\u0636\xd7\u0637\u0638\u0639\u063a\u0640\u0641\u0642\u0643'
               '\xe0\u0644\xe2\u0645\u0646\u0647\u0648'),
        (0xec, '\u0649\u064a\xee\xef\u064b\u064c\u064d\u064e\xf4\u064f\u0650\xf7'
               '\u0651\xf9\u0652\xfb\xfc\u200e\u200f\u06d2'),
    ]),
    'cp1257': ('cp1253', [
        (0x83, '\ufffe'),
        (0x8d, '\xa8\u02c7\xb8'),
        (0x9d, '\xaf\u02db\ufffe\xa0\ufffe\xa2\xa3\xa4\ufffe\xa6\xa7\xd8\xa9\u0156'),
        (0xaf, '\xc6'),
        (0xb4, '\xb4\xb5\xb6\xb7\xf8\xb9\u0157\xbb\xbc\xbd\xbe\xe6\u0104\u012e'
               '\u0100\u0106\xc4\xc5\u0118\u0112\u010c\xc9\u0179\u0116\u0122\u0136'
               '\u012a\u013b\u0160\u0143\u0145\xd3\u014c\xd5\xd6\xd7\u0172\u0141'
               '\u015a\u016a\xdc\u017b\u017d\xdf\u0105\u012f\u0101\u0107\xe4\xe5'
               '\u0119\u0113\u010d\xe9\u017a\u0117\u0123\u0137\u012b\u013c\u0161'
               '\u0144\u0146\xf3\u014d\xf5\xf6\xf7\u0173\u0142\u015b\u016b\xfc'
               '\u017c\u017e\u02d9'),
    ]),
    'cp1258': ('cp1254', [
        (0x8a, '\ufffe'),
        (0x9a, '\ufffe'),
        (0xc3, '\u0102'),
        (0xcc, '\u0300\xcd\xce\xcf\u0110\xd1\u0309\xd3\xd4\u01a0'),
        (0xdd, '\u01af\u0303'),
        (0xe3, '\u0103'),
        (0xec, '\u0301\xed\xee\xef\u0111\xf1\u0323\xf3\xf4\u01a1'),
        (0xfd, '\u01b0\u20ab'),
    ]),
    'cp273': ('cp037', [
        (0x43, '{'),
        (0x4a, '\xc4'),
        (0x4f, '!'),
        (0x59, '~\xdc'),
        (0x5f, '^-/\xc2['),
        (0x6a, '\xf6'),
        (0x7c, '\xa7'),
        (0xa1, '\xdf'),
        (0xb0, '\xa2'),
        (0xb5, '@'),
        (0xba, '\xac|\u203e\xa8\xb4\xd7\xe4'),
        (0xcc, '\xa6\xf2\xf3\xf5\xfc'),
        (0xdc, '}\xf9\xfa\xff\xd6'),
        (0xec, '\\'),
        (0xfc, ']'),
    ]),
    'cp424': ('cp037', [
        (0x41, '\u05d0\u05d1\u05d2\u05d3\u05d4\u05d5\u05d6\u05d7\u05d8'),
        (0x51, '\u05d9\u05da\u05db\u05dc\u05dd\u05de\u05df\u05e0\u05e1'),
        (0x62, '\u05e2\u05e3\u05e4\u05e5\u05e6\u05e7\u05e8\u05e9'),
        (0x70, '\ufffe\u05ea\ufffe\ufffe\xa0\ufffe\ufffe\ufffe\u2017'),
        (0x80, '\ufffe'),
        (0x8c, '\ufffe\ufffe\ufffe'),
        (0x9a, '\ufffe\ufffe\ufffe\xb8\ufffe'),
        (0xaa, '\ufffe\ufffe\ufffe\ufffe\ufffe'),
        (0xcb, '\ufffe\ufffe\ufffe\ufffe\ufffe'),
        (0xdb, '\ufffe\ufffe\ufffe\ufffe\ufffe'),
        (0xeb, '\ufffe\ufffe\ufffe\ufffe\ufffe'),
        (0xfb, '\ufffe\ufffe\ufffe\ufffe'),
    ]),
    'cp500': ('cp037', [
        (0x4a, '['),
        (0x4f, '!'),
        (0x5a, ']'),
        (0x5f, '^'),
        (0xb0, '\xa2'),
        (0xba, '\xac|'),
    ]),
    'cp720': ('cp437', [
        (0x80, '\x80\x81\xe9\xe2\x84\xe0\x86'),
        (0x8d, '\x8d\x8e\x8f\x90\u0651\u0652\xf4\xa4\u0640\xfb\xf9\u0621\u0622'
               '\u0623\u0624\xa3\u0625\u0626\u0627\u0628\u0629\u062a\u062b\u062c'
               '\u062d\u062e\u062f\u0630\u0631\u0632\u0633\u0634\u0635'),
        (0xe0, '\u0636\u0637\u0638\u0639\u063a\u0641\xb5\u0642\u0643\u0644\u0645'
               '\u0646\u0647\u0648\u0649\u064a\u2261\u064b\u064c\u064d\u064e\u064f'
               '\u0650'),
    ]),
    'cp737': ('cp437', [
        (0x80, '\u0391\u0392\u0393\u0394\u0395\u0396\u0397\u0398\u0399\u039a\u039b'
               '\u039c\u039d\u039e\u039f\u03a0\u03a1\u03a3\u03a4\u03a5\u03a6\u03a7'
               '\u03a8\u03a9\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03b9'
               '\u03ba\u03bb\u03bc\u03bd\u03be\u03bf\u03c0\u03c1\u03c3\u03c2\u03c4'
               '\u03c5\u03c6\u03c7\u03c8'),
        (0xe0, '\u03c9\u03ac\u03ad\u03ae\u03ca\u03af\u03cc\u03cd\u03cb\u03ce\u0386'
               '\u0388\u0389\u038a\u038c\u038e\u038f\xb1\u2265\u2264\u03aa\u03ab'),
    ]),
    'cp775': ('cp437', [
        (0x80, '\u0106\xfc\xe9\u0101\xe4\u0123\xe5\u0107\u0142\u0113\u0156\u0157'
               '\u012b\u0179'),
        (0x93, '\u014d\xf6\u0122\xa2\u015a\u015b\xd6\xdc\xf8\xa3\xd8\xd7\xa4\u0100'
               '\u012a\xf3\u017b\u017c\u017a\u201d\xa6\xa9\xae\xac\xbd\xbc\u0141'),
        (0xb5, '\u0104\u010c\u0118\u0116'),
        (0xbd, '\u012e\u0160'),
        (0xc6, '\u0172\u016a'),
        (0xcf, '\u017d\u0105\u010d\u0119\u0117\u012f\u0161\u0173\u016b\u017e'),
        (0xe0, '\xd3\xdf\u014c\u0143\xf5\xd5\xb5\u0144\u0136\u0137\u013b\u013c'
               '\u0146\u0112\u0145\u2019\xad\xb1\u201c\xbe\xb6\xa7\xf7\u201e\xb0'
               '\u2219\xb7\xb9\xb3'),
    ]),
    'cp850': ('cp437', [
        (0x9b, '\xf8\xa3\xd8\xd7'),
        (0xa9, '\xae'),
        (0xb5, '\xc1\xc2\xc0\xa9'),
        (0xbd, '\xa2\xa5'),
        (0xc6, '\xe3\xc3'),
        (0xcf, '\xa4\xf0\xd0\xca\xcb\xc8\u0131\xcd\xce\xcf'),
        (0xdd, '\xa6\xcc\u2580\xd3\xdf\xd4\xd2\xf5\xd5\xb5\xfe\xde\xda\xdb\xd9\xfd'
               '\xdd\xaf\xb4\xad\xb1\u2017\xbe\xb6\xa7\xf7\xb8\xb0\xa8\xb7\xb9\xb3'),
    ]),
    'cp852': ('cp850', [
        (0x85, '\u016f\u0107\xe7\u0142\xeb\u0150\u0151\xee\u0179\xc4\u0106\xc9'
               '\u0139\u013a\xf4\xf6\u013d\u013e\u015a\u015b\xd6\xdc\u0164\u0165'
               '\u0141\xd7\u010d'),
        (0xa4, '\u0104\u0105\u017d\u017e\u0118\u0119\xac\u017a\u010c\u015f'),
        (0xb7, '\u011a\u015e'),
        (0xbd, '\u017b\u017c'),
        (0xc6, '\u0102\u0103'),
        (0xd0, '\u0111\u0110\u010e\xcb\u010f\u0147\xcd\xce\u011b'),
        (0xdd, '\u0162\u016e'),
        (0xe3, '\u0143\u0144\u0148\u0160\u0161\u0154\xda\u0155\u0170\xfd\xdd\u0163'
               '\xb4\xad\u02dd\u02db\u02c7\u02d8'),
        (0xfa, '\u02d9\u0171\u0158\u0159'),
    ]),
    'cp855': ('cp850', [
        (0x80, '\u0452\u0402\u0453\u0403\u0451\u0401\u0454\u0404\u0455\u0405\u0456'
               '\u0406\u0457\u0407\u0458\u0408\u0459\u0409\u045a\u040a\u045b\u040b'
               '\u045c\u040c\u045e\u040e\u045f\u040f\u044e\u042e\u044a\u042a\u0430'
               '\u0410\u0431\u0411\u0446\u0426\u0434\u0414\u0435\u0415\u0444\u0424'
               '\u0433\u0413'),
        (0xb5, '\u0445\u0425\u0438\u0418'),
        (0xbd, '\u0439\u0419'),
        (0xc6, '\u043a\u041a'),
        (0xd0, '\u043b\u041b\u043c\u041c\u043d\u041d\u043e\u041e\u043f'),
        (0xdd, '\u041f\u044f\u2580\u042f\u0440\u0420\u0441\u0421\u0442\u0422\u0443'
               '\u0423\u0436\u0416\u0432\u0412\u044c\u042c\u2116\xad\u044b\u042b'
               '\u0437\u0417\u0448\u0428\u044d\u042d\u0449\u0429\u0447\u0427\xa7'),
    ]),
    'cp856': ('cp850', [
        (0x80, '\u05d0\u05d1\u05d2\u05d3\u05d4\u05d5\u05d6\u05d7\u05d8\u05d9\u05da'
               '\u05db\u05dc\u05dd\u05de\u05df\u05e0\u05e1\u05e2\u05e3\u05e4\u05e5'
               '\u05e6\u05e7\u05e8\u05e9\u05ea\ufffe\xa3\ufffe\xd7\ufffe\ufffe'
               '\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe'),
        (0xad, '\ufffe'),
        (0xb5, '\ufffe\ufffe\ufffe'),
        (0xc6, '\ufffe\ufffe'),
        (0xd0, '\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe'),
        (0xde, '\ufffe\u2580\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\xb5\ufffe\ufffe'
               '\ufffe\ufffe\ufffe\ufffe\ufffe'),
    ]),
    'cp857': ('cp850', [
        (0x8d, '\u0131'),
        (0x98, '\u0130'),
        (0x9e, '\u015e\u015f'),
        (0xa6, '\u011e\u011f'),
        (0xd0, '\xba\xaa\xca\xcb\xc8\ufffe'),
        (0xe7, '\ufffe\xd7\xda\xdb\xd9\xec\xff'),
        (0xf2, '\ufffe'),
    ]),
    'cp858': ('cp850', [
        (0xd5, '\u20ac'),
    ]),
    'cp860': ('cp437', [
        (0x84, '\xe3\xe0\xc1\xe7\xea\xca\xe8\xcd\xd4\xec\xc3\xc2\xc9\xc0\xc8\xf4'
               '\xf5\xf2\xda\xf9\xcc\xd5\xdc\xa2\xa3\xd9\u20a7\xd3'),
        (0xa9, '\xd2'),
    ]),
    'cp861': ('cp437', [
        (0x8b, '\xd0\xf0\xde'),
        (0x95, '\xfe\xfb\xdd\xfd\xd6\xdc\xf8\xa3\xd8'),
        (0xa4, '\xc1\xcd\xd3\xda'),
    ]),
    'cp862': ('cp437', [
        (0x80, '\u05d0\u05d1\u05d2\u05d3\u05d4\u05d5\u05d6\u05d7\u05d8\u05d9\u05da'
               '\u05db\u05dc\u05dd\u05de\u05df\u05e0\u05e1\u05e2\u05e3\u05e4\u05e5'
               '\u05e6\u05e7\u05e8\u05e9\u05ea'),
    ]),
    'cp863': ('cp437', [
        (0x84, '\xc2\xe0\xb6'),
        (0x8d, '\u2017\xc0\xa7\xc9\xc8\xca\xf4\xcb\xcf\xfb\xf9\xa4\xd4\xdc\xa2\xa3'
               '\xd9\xdb\u0192\xa6\xb4\xf3\xfa\xa8\xb8\xb3\xaf\xce'),
        (0xad, '\xbe'),
    ]),
    'cp864': ('cp1253', [
        (0x25, '\u066a'),
        (0x80, '\xb0\xb7\u2219\u221a\u2592\u2500\u2502\u253c\u2524\u252c\u251c'
               '\u2534\u2510\u250c\u2514\u2518\u03b2\u221e\u03c6\xb1\xbd\xbc\u2248'
               '\xab\xbb\ufef7\ufef8\ufffe\ufffe\ufefb\ufefc\ufffe\xa0\xad\ufe82'
               '\xa3\xa4\ufe84\ufffe\ufffe\ufe8e\ufe8f\ufe95\ufe99\u060c\ufe9d'
               '\ufea1\ufea5\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668'
               '\u0669\ufed1\u061b\ufeb1\ufeb5\ufeb9\u061f\xa2\ufe80\ufe81\ufe83'
               '\ufe85\ufeca\ufe8b\ufe8d\ufe91\ufe93\ufe97\ufe9b\ufe9f\ufea3\ufea7'
               '\ufea9\ufeab\ufead\ufeaf\ufeb3\ufeb7\ufebb\ufebf\ufec1\ufec5\ufecb'
               '\ufecf\xa6\xac\xf7\xd7\ufec9\u0640\ufed3\ufed7\ufedb\ufedf\ufee3'
               '\ufee7\ufeeb\ufeed\ufeef\ufef3\ufebd\ufecc\ufece\ufecd\ufee1\ufe7d'
               '\u0651\ufee5\ufee9\ufeec\ufef0\ufef2\ufed0\ufed5\ufef5\ufef6\ufedd'
               '\ufed9\ufef1\u25a0'),
    ]),
    'cp865': ('cp437', [
        (0x9b, '\xf8\xa3\xd8'),
        (0xaf, '\xa4'),
    ]),
    'cp866': ('cp1125', [
        (0xf2, '\u0404\u0454\u0407\u0457\u040e\u045e\xb0\u2219'),
    ]),
    'cp869': ('cp437', [
        (0x80, '\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\u0386\ufffe\xb7\xac\xa6\u2018'
               '\u2019\u0388\u2015\u0389\u038a\u03aa\u038c\ufffe\ufffe\u038e\u03ab'
               '\xa9\u038f\xb2\xb3\u03ac\xa3\u03ad\u03ae\u03af\u03ca\u0390\u03cc'
               '\u03cd\u0391\u0392\u0393\u0394\u0395\u0396\u0397\xbd\u0398\u0399'),
        (0xb5, '\u039a\u039b\u039c\u039d'),
        (0xbd, '\u039e\u039f'),
        (0xc6, '\u03a0\u03a1'),
        (0xcf, '\u03a3\u03a4\u03a5\u03a6\u03a7\u03a8\u03a9\u03b1\u03b2\u03b3'),
        (0xdd, '\u03b4\u03b5\u2580\u03b6\u03b7\u03b8\u03b9\u03ba\u03bb\u03bc\u03bd'
               '\u03be\u03bf\u03c0\u03c1\u03c3\u03c2\u03c4\u0384\xad\xb1\u03c5'
               '\u03c6\u03c7\xa7\u03c8\u0385\xb0\xa8\u03c9\u03cb\u03b0\u03ce'),
    ]),
    'cp874': ('cp1255', [
        (0x82, '\ufffe\ufffe\ufffe\u2026\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe'),
        (0x98, '\ufffe\ufffe\ufffe\ufffe'),
        (0xa1, '\u0e01\u0e02\u0e03\u0e04\u0e05\u0e06\u0e07\u0e08\u0e09\u0e0a\u0e0b'
               '\u0e0c\u0e0d\u0e0e\u0e0f\u0e10\u0e11\u0e12\u0e13\u0e14\u0e15\u0e16'
               '\u0e17\u0e18\u0e19\u0e1a\u0e1b\u0e1c\u0e1d\u0e1e\u0e1f\u0e20\u0e21'
               '\u0e22\u0e23\u0e24\u0e25\u0e26\u0e27\u0e28\u0e29\u0e2a\u0e2b\u0e2c'
               '\u0e2d\u0e2e\u0e2f\u0e30\u0e31\u0e32\u0e33\u0e34\u0e35\u0e36\u0e37'
               '\u0e38\u0e39\u0e3a'),
        (0xdf, '\u0e3f\u0e40\u0e41\u0e42\u0e43\u0e44\u0e45\u0e46\u0e47\u0e48\u0e49'
               '\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e\u0e4f\u0e50\u0e51\u0e52\u0e53\u0e54'
               '\u0e55\u0e56\u0e57\u0e58\u0e59\u0e5a\u0e5b\ufffe\ufffe\ufffe'),
    ]),
    'cp875': ('cp500', [
        (0x41, '\u0391\u0392\u0393\u0394\u0395\u0396\u0397\u0398\u0399'),
        (0x51, '\u039a\u039b\u039c\u039d\u039e\u039f\u03a0\u03a1\u03a3'),
        (0x62, '\u03a4\u03a5\u03a6\u03a7\u03a8\u03a9\u03aa\u03ab|'),
        (0x70, '\xa8\u0386\u0388\u0389\xa0\u038a\u038c\u038e\u038f'),
        (0x80, '\u0385'),
        (0x8a, '\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6'),
        (0x9a, '\u03b7\u03b8\u03b9\u03ba\u03bb\u03bc\xb4'),
        (0xaa, '\u03bd\u03be\u03bf\u03c0\u03c1\u03c3\xa3\u03ac\u03ad\u03ae\u03ca'
               '\u03af\u03cc\u03cd\u03cb\u03ce\u03c2\u03c4\u03c5\u03c6\u03c7\u03c8'),
        (0xcb, '\u03c9\u0390\u03b0\u2018\u2015'),
        (0xda, '\xb1\xbd\x1a\u0387\u2019\xa6\\\x1a'),
        (0xeb, '\xa7\x1a\x1a\xab\xac'),
        (0xfb, '\xa9\x1a\x1a\xbb'),
    ]),
    'hp_roman8': (None, [
        (0xa1, '\xc0\xc2\xc8\xca\xcb\xce\xcf\xb4\u02cb\u02c6\xa8\u02dc\xd9\xdb'
               '\u20a4\xaf\xdd\xfd\xb0\xc7\xe7\xd1\xf1\xa1\xbf\xa4\xa3\xa5\xa7'
               '\u0192\xa2\xe2\xea\xf4\xfb\xe1\xe9\xf3\xfa\xe0\xe8\xf2\xf9\xe4\xeb'
               '\xf6\xfc\xc5\xee\xd8\xc6\xe5\xed\xf8\xe6\xc4\xec\xd6\xdc\xc9\xef'
               '\xdf\xd4\xc1\xc3\xe3\xd0\xf0\xcd\xcc\xd3\xd2\xd5\xf5\u0160\u0161'
               '\xda\u0178\xff\xde\xfe\xb7\xb5\xb6\xbe\u2014\xbc\xbd\xaa\xba\xab'
               '\u25a0\xbb\xb1\ufffe'),
    ]),
    'iso8859_10': (None, [
        (0xa1, '\u0104\u0112\u0122\u012a\u0128\u0136\xa7\u013b\u0110\u0160\u0166'
               '\u017d\xad\u016a\u014a\xb0\u0105\u0113\u0123\u012b\u0129\u0137\xb7'
               '\u013c\u0111\u0161\u0167\u017e\u2015\u016b\u014b\u0100'),
        (0xc7, '\u012e\u010c\xc9\u0118\xcb\u0116'),
        (0xd1, '\u0145\u014c'),
        (0xd7, '\u0168\xd8\u0172'),
        (0xe0, '\u0101'),
        (0xe7, '\u012f\u010d\xe9\u0119\xeb\u0117'),
        (0xf1, '\u0146\u014d'),
        (0xf7, '\u0169\xf8\u0173'),
        (0xff, '\u0138'),
    ]),
    'iso8859_11': ('cp874', [
        (0x80, '\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f'
               '\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f'),
    ]),
    'iso8859_13': ('cp1257', [
        (0x80, '\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f'
               '\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f'
               '\xa0\u201d\xa2\xa3\xa4\u201e'),
        (0xb4, '\u201c'),
        (0xff, '\u2019'),
    ]),
    'iso8859_14': (None, [
        (0xa1, '\u1e02\u1e03\xa3\u010a\u010b\u1e0a\xa7\u1e80\xa9\u1e82\u1e0b\u1ef2'
               '\xad\xae\u0178\u1e1e\u1e1f\u0120\u0121\u1e40\u1e41\xb6\u1e56\u1e81'
               '\u1e57\u1e83\u1e60\u1ef3\u1e84\u1e85\u1e61'),
        (0xd0, '\u0174'),
        (0xd7, '\u1e6a'),
        (0xde, '\u0176'),
        (0xf0, '\u0175'),
        (0xf7, '\u1e6b'),
        (0xfe, '\u0177'),
    ]),
    'iso8859_15': (None, [
        (0xa4, '\u20ac\xa5\u0160\xa7\u0161'),
        (0xb4, '\u017d\xb5\xb6\xb7\u017e\xb9\xba\xbb\u0152\u0153\u0178'),
    ]),
    'iso8859_16': ('iso8859_15', [
        (0xa1, '\u0104\u0105\u0141\u20ac\u201e'),
        (0xaa, '\u0218\xab\u0179\xad\u017a\u017b\xb0\xb1\u010c\u0142\u017d\u201d'
               '\xb6\xb7\u017e\u010d\u0219'),
        (0xbf, '\u017c\xc0\xc1\xc2\u0102\xc4\u0106'),
        (0xd0, '\u0110\u0143\xd2\xd3\xd4\u0150\xd6\u015a\u0170'),
        (0xdd, '\u0118\u021a'),
        (0xe3, '\u0103\xe4\u0107'),
        (0xf0, '\u0111\u0144\xf2\xf3\xf4\u0151\xf6\u015b\u0171'),
        (0xfd, '\u0119\u021b'),
    ]),
    'iso8859_2': ('cp1250', [
        (0x80, '\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f'
               '\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f'
               '\xa0\u0104\u02d8\u0141\xa4\u013d\u015a\xa7\xa8\u0160\u015e\u0164'
               '\u0179\xad\u017d\u017b\xb0\u0105\u02db\u0142\xb4\u013e\u015b\u02c7'
               '\xb8\u0161\u015f\u0165\u017a\u02dd\u017e'),
    ]),
    'iso8859_3': (None, [
        (0xa1, '\u0126\u02d8\xa3\xa4\ufffe\u0124\xa7\xa8\u0130\u015e\u011e\u0134'
               '\xad\ufffe\u017b\xb0\u0127'),
        (0xb6, '\u0125\xb7\xb8\u0131\u015f\u011f\u0135\xbd\ufffe\u017c\xc0\xc1\xc2'
               '\ufffe\xc4\u010a\u0108'),
        (0xd0, '\ufffe'),
        (0xd5, '\u0120\xd6\xd7\u011c'),
        (0xdd, '\u016c\u015c'),
        (0xe3, '\ufffe\xe4\u010b\u0109'),
        (0xf0, '\ufffe'),
        (0xf5, '\u0121\xf6\xf7\u011d'),
        (0xfd, '\u016d\u015d\u02d9'),
    ]),
    'iso8859_4': ('iso8859_10', [
        (0xa2, '\u0138\u0156\xa4\u0128\u013b\xa7\xa8\u0160\u0112\u0122\u0166\xad'
               '\u017d\xaf\xb0\u0105\u02db\u0157\xb4\u0129\u013c\u02c7\xb8\u0161'
               '\u0113\u0123\u0167\u014a\u017e'),
        (0xcf, '\u012a\u0110\u0145\u014c\u0136\xd4\xd5\xd6\xd7'),
        (0xdd, '\u0168\u016a'),
        (0xef, '\u012b\u0111\u0146\u014d\u0137\xf4\xf5\xf6\xf7'),
        (0xfd, '\u0169\u016b\u02d9'),
    ]),
    'iso8859_5': (None, [
        (0xa1, '\u0401\u0402\u0403\u0404\u0405\u0406\u0407\u0408\u0409\u040a\u040b'
               '\u040c\xad\u040e\u040f\u0410\u0411\u0412\u0413\u0414\u0415\u0416'
               '\u0417\u0418\u0419\u041a\u041b\u041c\u041d\u041e\u041f\u0420\u0421'
               '\u0422\u0423\u0424\u0425\u0426\u0427\u0428\u0429\u042a\u042b\u042c'
               '\u042d\u042e\u042f\u0430\u0431\u0432\u0433\u0434\u0435\u0436\u0437'
               '\u0438\u0439\u043a\u043b\u043c\u043d\u043e\u043f\u0440\u0441\u0442'
               '\u0443\u0444\u0445\u0446\u0447\u0448\u0449\u044a\u044b\u044c\u044d'
               '\u044e\u044f\u2116\u0451\u0452\u0453\u0454\u0455\u0456\u0457\u0458'
               '\u0459\u045a\u045b\u045c\xa7\u045e\u045f'),
    ]),
    'iso8859_6': ('iso8859_11', [
        (0xa1, '\ufffe\ufffe\ufffe\xa4\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe'
               '\u060c\xad\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe'
               '\ufffe\ufffe\ufffe\ufffe\u061b\ufffe\ufffe\ufffe\u061f\ufffe\u0621'
               '\u0622\u0623\u0624\u0625\u0626\u0627\u0628\u0629\u062a\u062b\u062c'
               '\u062d\u062e\u062f\u0630\u0631\u0632\u0633\u0634\u0635\u0636\u0637'
               '\u0638\u0639\u063a'),
        (0xdf, '\ufffe\u0640\u0641\u0642\u0643\u0644\u0645\u0646\u0647\u0648\u0649'
               '\u064a\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\ufffe\ufffe'
               '\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe'),
    ]),
    'iso8859_7': ('cp1253', [
        (0x80, '\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f'
               '\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f'
               '\xa0\u2018\u2019\xa3\u20ac\u20af'),
        (0xaa, '\u037a\xab\xac\xad\ufffe'),
        (0xb5, '\u0385\u0386'),
    ]),
    'iso8859_8': ('cp1255', [
        (0x80, '\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f'
               '\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f'
               '\xa0\ufffe\xa2\xa3\xa4'),
        (0xbf, '\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe'
               '\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe'
               '\ufffe\ufffe\ufffe\ufffe'),
        (0xdf, '\u2017'),
    ]),
    'iso8859_9': (None, [
        (0xd0, '\u011e'),
        (0xdd, '\u0130\u015e'),
        (0xf0, '\u011f'),
        (0xfd, '\u0131\u015f'),
    ]),
    'koi8_t': ('koi8_r', [
        (0x80, '\u049b\u0493\u201a\u0492\u201e\u2026\u2020\u2021\ufffe\u2030\u04b3'
               '\u2039\u04b2\u04b7\u04b6\ufffe\u049a\u2018\u2019\u201c\u201d\u2022'
               '\u2013\u2014\ufffe\u2122\ufffe\u203a\ufffe\ufffe\ufffe\ufffe\ufffe'
               '\u04ef\u04ee\u0451\xa4\u04e3\xa6\xa7\ufffe\ufffe\ufffe\xab\xac\xad'
               '\xae\ufffe\xb0\xb1\xb2\u0401\ufffe\u04e2\xb6\xb7\ufffe\u2116\ufffe'
               '\xbb\ufffe\ufffe\ufffe'),
    ]),
    'koi8_u': ('koi8_r', [
        (0xa4, '\u0454\u2554\u0456\u0457'),
        (0xad, '\u0491'),
        (0xb4, '\u0404\u2563\u0406\u0407'),
        (0xbd, '\u0490'),
    ]),
    'kz1048': ('cp1251', [
        (0x8d, '\u049a\u04ba'),
        (0x9d, '\u049b\u04bb\u045f\xa0\u04b0\u04b1\u04d8\xa4\u04e8'),
        (0xaa, '\u0492'),
        (0xaf, '\u04ae'),
        (0xb4, '\u04e9'),
        (0xba, '\u0493\xbb\u04d9\u04a2\u04a3\u04af'),
    ]),
    'mac_arabic': ('iso8859_6', [
        (0x80, '\xc4\xa0\xc7\xc9\xd1\xd6\xdc\xe1\xe0\xe2\xe4\u06ba\xab\xe7\xe9\xe8'
               '\xea\xeb\xed\u2026\xee\xef\xf1\xf3\xbb\xf4\xf6\xf7\xfa\xf9\xfb\xfc'
               ' !"#$\u066a&\'()*+\u060c-./\u0660\u0661\u0662\u0663\u0664\u0665'
               '\u0666\u0667\u0668\u0669:\u061b<=>\u061f\u274a'),
        (0xdb, '[\\]^_'),
        (0xf3, '\u067e\u0679\u0686\u06d5\u06a4\u06af\u0688\u0691{|}\u0698\u06d2'),
    ]),
    'mac_croatian': ('mac_roman', [
        (0xa9, '\u0160'),
        (0xae, '\u017d'),
        (0xb4, '\u2206'),
        (0xb9, '\u0161'),
        (0xbe, '\u017e'),
        (0xc6, '\u0106\xab\u010c'),
        (0xd0, '\u0110'),
        (0xd8, '\uf8ff\xa9'),
        (0xde, '\xc6\xbb\u2013'),
        (0xe6, '\u0107\xc1\u010d'),
        (0xf0, '\u0111'),
        (0xf9, '\u03c0\xcb\u02da\xb8\xca\xe6'),
    ]),
    'mac_cyrillic': ('cp1125', [
        (0xa0, '\u2020\xb0\u0490\xa3\xa7\u2022\xb6\u0406\xae\xa9\u2122\u0402\u0452'
               '\u2260\u0403\u0453\u221e\xb1\u2264\u2265\u0456\xb5\u0491\u0408'
               '\u0404\u0454\u0407\u0457\u0409\u0459\u040a\u045a\u0458\u0405\xac'
               '\u221a\u0192\u2248\u2206\xab\xbb\u2026\xa0\u040b\u045b\u040c\u045c'
               '\u0455\u2013\u2014\u201c\u201d\u2018\u2019\xf7\u201e\u040e\u045e'
               '\u040f\u045f\u2116\u0401\u0451\u044f\u0430\u0431\u0432\u0433\u0434'
               '\u0435\u0436\u0437\u0438\u0439\u043a\u043b\u043c\u043d\u043e\u043f'
               '\u0440\u0441\u0442\u0443\u0444\u0445\u0446\u0447\u0448\u0449\u044a'
               '\u044b\u044c\u044d\u044e\u20ac'),
    ]),
    'mac_farsi': ('mac_arabic', [
        (0xb0, '\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9'),
    ]),
    'mac_greek': ('mac_roman', [
        (0x81, '\xb9\xb2\xc9\xb3\xd6\xdc\u0385\xe0\xe2\xe4\u0384\xa8'),
        (0x92, '\xa3\u2122\xee\xef\u2022\xbd\u2030\xf4\xf6\xa6\u20ac'),
        (0xa1, '\u0393\u0394\u0398\u039b\u039e\u03a0\xdf\xae\xa9\u03a3\u03aa\xa7'
               '\u2260\xb0\xb7\u0391'),
        (0xb5, '\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u03a6\u03ab\u03a8\u03a9'
               '\u03ac\u039d\xac\u039f\u03a1\u2248\u03a4'),
        (0xcb, '\u03a5\u03a7\u0386\u0388\u0153\u2013\u2015'),
        (0xd7, '\u0389\u038a\u038c\u038e\u03ad\u03ae\u03af\u03cc\u038f\u03cd\u03b1'
               '\u03b2\u03c8\u03b4\u03b5\u03c6\u03b3\u03b7\u03b9\u03be\u03ba\u03bb'
               '\u03bc\u03bd\u03bf\u03c0\u03ce\u03c1\u03c3\u03c4\u03b8\u03c9\u03c2'
               '\u03c7\u03c5\u03b6\u03ca\u03cb\u0390\u03b0\xad'),
    ]),
    'mac_iceland': ('mac_roman', [
        (0xa0, '\xdd'),
        (0xdc, '\xd0\xf0\xde\xfe\xfd'),
    ]),
    'mac_latin2': ('mac_roman', [
        (0x81, '\u0100\u0101\xc9\u0104\xd6\xdc\xe1\u0105\u010c\xe4\u010d\u0106'
               '\u0107\xe9\u0179\u017a\u010e\xed\u010f\u0112\u0113\u0116\xf3\u0117'),
        (0x9d, '\u011a\u011b\xfc\u2020\xb0\u0118'),
        (0xab, '\u0119\xa8\u2260\u0123\u012e\u012f\u012a\u2264\u2265\u012b\u0136'
               '\u2202\u2211\u0142\u013b\u013c\u013d\u013e\u0139\u013a\u0145\u0146'
               '\u0143\xac\u221a\u0144\u0147'),
        (0xcb, '\u0148\u0150\xd5\u0151\u014c'),
        (0xd8, '\u014d\u0154\u0155\u0158\u2039\u203a\u0159\u0156\u0157\u0160\u201a'
               '\u201e\u0161\u015a\u015b\xc1\u0164\u0165\xcd\u017d\u017e\u016a\xd3'
               '\xd4\u016b\u016e\xda\u016f\u0170\u0171\u0172\u0173\xdd\xfd\u0137'
               '\u017b\u0141\u017c\u0122'),
    ]),
    'mac_romanian': ('mac_roman', [
        (0xae, '\u0102\u0218'),
        (0xbe, '\u0103\u0219'),
        (0xde, '\u021a\u021b'),
    ]),
    'mac_turkish': ('mac_roman', [
        (0xda, '\u011e\u011f\u0130\u0131\u015e\u015f'),
        (0xf5, '\uf8a0'),
    ]),
    'palmos': ('cp1252', [
        (0x81, '\x81'),
        (0x8d, '\u2666\u2663\u2665\u2660'),
        (0x9b, '\x9b\u0153\x9d\x9e'),
    ]),
    'ptcp154': ('cp1251', [
        (0x80, '\u0496\u0492\u04ee\u0493\u201e\u2026\u04b6\u04ae\u04b2\u04af\u04a0'
               '\u04e2\u04a2\u049a\u04ba\u04b8\u0497'),
        (0x98, '\u04b3\u04b7\u04a1\u04e3\u04a3\u049b\u04bb\u04b9'),
        (0xa4, '\u04e8\u0498\u04b0\xa7\u0401\xa9\u04d8\xab\xac\u04ef\xae\u049c\xb0'
               '\u04b1\u0406\u0456\u0499\u04e9'),
        (0xba, '\u04d9\xbb\u0458\u04aa\u04ab\u049d'),
    ]),
    'tis_620': ('iso8859_11', [
        (0xa0, '\ufffe'),
    ]),
}

# The names codecs give themselves where that is not the table's with hyphens.
public_names = {
}
