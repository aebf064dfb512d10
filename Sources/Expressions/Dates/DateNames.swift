import JSON

/// What months, days and halves of days are called in a language.
struct DateNames: Sendable {
    let months: [String]
    let shortMonths: [String]
    /// From Monday.
    let weekdays: [String]
    let shortWeekdays: [String]
    let halves: [String]

    private init(_ months: String, _ shortMonths: String, _ weekdays: String, _ shortWeekdays: String, _ halves: String)
    {
        func names(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
        self.months = names(months)
        self.shortMonths = names(shortMonths)
        self.weekdays = names(weekdays)
        self.shortWeekdays = names(shortWeekdays)
        self.halves = names(halves)
    }

    static let english = DateNames(
        "January February March April May June July August September October November December",
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "Mon Tue Wed Thu Fri Sat Sun",
        "AM PM"
    )

    /// The names of a locale such as `fr`, `fr_FR` or `fr-FR`.
    ///
    /// - Throws: `ExpressionError` if the language is none of those that are known.
    static func locale(_ tag: String) throws(ExpressionError) -> DateNames {
        let language = tag.prefix { $0 != "_" && $0 != "-" }.lowercased()
        guard let names = languages[language] else {
            let known = languages.keys.sorted().joined(separator: ", ")
            throw ExpressionError(
                .value,
                "no names of months and days are known for the locale `\(tag.excerpt)`; known: \(known)"
            )
        }
        return names
    }

    private static let languages: [String: DateNames] = [
        "en": english,
        "cs": DateNames(
            "ledna února března dubna května června července srpna září října listopadu prosince",
            "led úno bře dub kvě čvn čvc srp zář říj lis pro",
            "pondělí úterý středa čtvrtek pátek sobota neděle",
            "po út st čt pá so ne",
            "dop. odp."
        ),
        "da": DateNames(
            "januar februar marts april maj juni juli august september oktober november december",
            "jan. feb. mar. apr. maj jun. jul. aug. sep. okt. nov. dec.",
            "mandag tirsdag onsdag torsdag fredag lørdag søndag",
            "man. tirs. ons. tors. fre. lør. søn.",
            "AM PM"
        ),
        "de": DateNames(
            "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
            "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
            "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
            "Mo. Di. Mi. Do. Fr. Sa. So.",
            "AM PM"
        ),
        "es": DateNames(
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "ene feb mar abr may jun jul ago sept oct nov dic",
            "lunes martes miércoles jueves viernes sábado domingo",
            "lun mar mié jue vie sáb dom",
            "a.\u{A0}m. p.\u{A0}m."
        ),
        "fi": DateNames(
            "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
            "tammik. helmik. maalisk. huhtik. toukok. kesäk. heinäk. elok. syysk. lokak. marrask. jouluk.",
            "maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina",
            "ma ti ke to pe la su",
            "ap. ip."
        ),
        "fr": DateNames(
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
            "lundi mardi mercredi jeudi vendredi samedi dimanche",
            "lun. mar. mer. jeu. ven. sam. dim.",
            "AM PM"
        ),
        "it": DateNames(
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
            "gen feb mar apr mag giu lug ago set ott nov dic",
            "lunedì martedì mercoledì giovedì venerdì sabato domenica",
            "lun mar mer gio ven sab dom",
            "AM PM"
        ),
        "ja": DateNames(
            "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
            "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
            "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
            "月 火 水 木 金 土 日",
            "午前 午後"
        ),
        "ko": DateNames(
            "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
            "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
            "월요일 화요일 수요일 목요일 금요일 토요일 일요일",
            "월 화 수 목 금 토 일",
            "오전 오후"
        ),
        "nb": norwegian,
        "nl": DateNames(
            "januari februari maart april mei juni juli augustus september oktober november december",
            "jan feb mrt apr mei jun jul aug sep okt nov dec",
            "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
            "ma di wo do vr za zo",
            "a.m. p.m."
        ),
        "no": norwegian,
        "pl": DateNames(
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
            "sty lut mar kwi maj cze lip sie wrz paź lis gru",
            "poniedziałek wtorek środa czwartek piątek sobota niedziela",
            "pon. wt. śr. czw. pt. sob. niedz.",
            "AM PM"
        ),
        "pt": DateNames(
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
            "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
            "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
            "seg. ter. qua. qui. sex. sáb. dom.",
            "AM PM"
        ),
        "ru": DateNames(
            "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
            "янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.",
            "понедельник вторник среда четверг пятница суббота воскресенье",
            "пн вт ср чт пт сб вс",
            "AM PM"
        ),
        "sv": DateNames(
            "januari februari mars april maj juni juli augusti september oktober november december",
            "jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.",
            "måndag tisdag onsdag torsdag fredag lördag söndag",
            "mån tis ons tors fre lör sön",
            "fm em"
        ),
        "tr": DateNames(
            "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
            "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
            "Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar",
            "Pzt Sal Çar Per Cum Cmt Paz",
            "ÖÖ ÖS"
        ),
        "zh": DateNames(
            "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
            "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
            "星期一 星期二 星期三 星期四 星期五 星期六 星期日",
            "周一 周二 周三 周四 周五 周六 周日",
            "上午 下午"
        ),
    ]

    private static let norwegian = DateNames(
        "januar februar mars april mai juni juli august september oktober november desember",
        "jan. feb. mars apr. mai juni juli aug. sep. okt. nov. des.",
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        "man. tir. ons. tor. fre. lør. søn.",
        "a.m. p.m."
    )
}
