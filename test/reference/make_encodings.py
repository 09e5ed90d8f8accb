"""Texts in the encodings of older programs, with what chardet and charset-normalizer make of their bytes:
test/fixtures/encodings.json. Each text is there as a few rows and as many, since few rows tell little.
"""

import base64
import json
import unicodedata
from pathlib import Path

import chardet
from charset_normalizer import from_bytes

FILE = Path(__file__).parent.parent / "fixtures" / "encodings.json"

# By language: the name of its encodings in the Encoding Standard, in Python, and rows of reviews.
LANGUAGES = {
    "Chinese": (
        [("gb18030", "gbk"), ("gb18030", "gb18030")],
        "这家店的菜很好吃，下次还会再来,好评|等了一个小时才上菜，太慢了,差评|老板娘热情周到，服务很好,好评|地方太小，而且很吵,差评|"
        "价格便宜，适合学生,好评|房间不干净，床单有味道,差评|早餐种类很多，味道不错,好评|手机用了两天就坏了,差评|快递很快，包装完好,好评|颜色和图片不一样，失望,差评",
    ),
    "traditional Chinese": (
        [("big5", "big5")],
        "這家店的菜很好吃，下次還會再來,好評|等了一個小時才上菜，太慢了,差評|老闆娘熱情周到，服務很好,好評|地方太小，而且很吵,差評|"
        "價格便宜，適合學生,好評|房間不乾淨，床單有味道,差評|早餐種類很多，味道不錯,好評|手機用了兩天就壞了,差評|快遞很快，包裝完好,好評|顏色和圖片不一樣，失望,差評",
    ),
    "Japanese": (
        [("shift_jis", "cp932"), ("euc-jp", "euc_jp"), ("iso-2022-jp", "iso2022_jp")],
        "料理がとてもおいしかったです,良い|店員の態度がひどい,悪い|駅から近くて便利でした,良い|一時間も待たされました,悪い|"
        "部屋がきれいで広い,良い|音がうるさくて眠れない,悪い|値段が安くて満足です,良い|二日で壊れてしまった,悪い|スタッフが親切でした,良い|写真と色が違います,悪い",
    ),
    "Korean": (
        [("euc-kr", "cp949")],
        "음식이 정말 맛있었어요,좋음|한 시간이나 기다렸습니다,나쁨|직원이 친절해요,좋음|너무 시끄러웠어요,나쁨|"
        "가격이 저렴해서 좋아요,좋음|방이 깨끗하지 않아요,나쁨|아침 식사가 훌륭합니다,좋음|이틀 만에 고장 났어요,나쁨|배송이 빨라요,좋음|사진과 색이 달라요,나쁨",
    ),
    "Russian": (
        [("windows-1251", "cp1251"), ("koi8-r", "koi8_r"), ("ibm866", "cp866"), ("iso-8859-5", "iso8859_5")],
        "Еда была очень вкусной,хорошо|ждали целый час,плохо|Официанты вежливые,хорошо|слишком шумно,плохо|"
        "Цены низкие и порции большие,хорошо|В номере было грязно,плохо|Завтрак понравился всей семье,хорошо|Сломался через два дня,плохо|Доставили быстро,хорошо|Цвет не как на фото,плохо",
    ),
    "Ukrainian": (
        [("windows-1251", "cp1251"), ("koi8-u", "koi8_u")],
        "Їжа була дуже смачною,добре|чекали цілу годину,погано|офіціанти ввічливі,добре|занадто гучно,погано|"
        "Ціни низькі й порції великі,добре|У номері було брудно,погано|Сніданок сподобався всій родині,добре|Зламався за два дні,погано|Доставили швидко,добре|Колір не такий, як на світлині;погано",
    ),
    "Bulgarian": (
        [("windows-1251", "cp1251")],
        "Храната беше много вкусна,добро|чакахме цял час,лошо|Сервитьорите са любезни,добро|твърде шумно,лошо|"
        "Цените са ниски,добро|Стаята беше мръсна,лошо|Закуската ни хареса,добро|Счупи се след два дни,лошо|Доставиха бързо,добро|Цветът не е като на снимката,лошо",
    ),
    "Greek": (
        [("windows-1253", "cp1253"), ("iso-8859-7", "iso8859_7")],
        "Το φαγητό ήταν πολύ νόστιμο,καλό|περιμέναμε μία ώρα,κακό|ευγενικό προσωπικό,καλό|πολλή φασαρία,κακό|"
        "Οι τιμές είναι χαμηλές,καλό|Το δωμάτιο ήταν βρώμικο,κακό|Μας άρεσε το πρωινό,καλό|Χάλασε σε δύο μέρες,κακό|Ήρθε γρήγορα,καλό|Το χρώμα δεν είναι όπως στη φωτογραφία,κακό",
    ),
    "Hebrew": (
        [("windows-1255", "cp1255")],
        "האוכל היה טעים מאוד,טוב|חיכינו שעה שלמה,רע|מלצרים אדיבים,טוב|רועש מדי,רע|"
        "המחירים נמוכים,טוב|החדר היה מלוכלך,רע|אהבנו את ארוחת הבוקר,טוב|נשבר אחרי יומיים,רע|המשלוח הגיע מהר,טוב|הצבע שונה מהתמונה,רע",
    ),
    "Arabic": (
        [("windows-1256", "cp1256")],
        "الطعام لذيذ جدا,جيد|انتظرنا ساعة كاملة,سيئ|العاملون لطفاء,جيد|المكان صاخب,سيئ|"
        "الأسعار منخفضة,جيد|الغرفة كانت متسخة,سيئ|أعجبنا الفطور,جيد|تعطل بعد يومين,سيئ|وصل الطلب بسرعة,جيد|اللون مختلف عن الصورة,سيئ",
    ),
    "Thai": (
        [("windows-874", "cp874")],
        "อาหารอร่อยมาก,ดี|รอนานหนึ่งชั่วโมง,แย่|พนักงานใจดี,ดี|เสียงดังเกินไป,แย่|"
        "ราคาถูกมาก,ดี|ห้องไม่สะอาด,แย่|อาหารเช้าอร่อย,ดี|ใช้สองวันก็เสีย,แย่|ส่งของเร็ว,ดี|สีไม่เหมือนในรูป,แย่",
    ),
    "German": (
        [("windows-1252", "cp1252")],
        "Das Essen war köstlich,gut|Für eine Stunde Warten zu teuer,schlecht|Schöne Räume,gut|Zu laut für Gespräche,schlecht|"
        "Große Portionen für 9 €,gut|Das Zimmer war schmutzig und früh kalt,schlecht|Frühstück für alle,gut|Nach zwei Tagen kaputt – ärgerlich,schlecht|Über Nacht geliefert,gut|Die Farbe gefällt uns überhaupt nicht,schlecht",
    ),
    "French": (
        [("windows-1252", "cp1252")],
        "Le repas était délicieux,bien|une heure à attendre,mal|où manger après le théâtre,bien|trop bruyant et très cher,mal|"
        "Les prix sont très honnêtes,bien|La chambre était sale,mal|Le petit-déjeuner nous a plu à tous,bien|Cassé après deux jours,mal|Livré très tôt,bien|La couleur n’est pas celle de l’annonce,mal",
    ),
    "Spanish": (
        [("windows-1252", "cp1252")],
        "La comida estaba riquísima,bien|esperamos más de una hora,mal|Los camareros son muy simpáticos,bien|demasiado ruido por la mañana,mal|"
        "¡Qué precios tan buenos!,bien|La habitación estaba sucia,mal|El desayuno gustó a los niños,bien|Se rompió a los dos días,mal|Llegó rápido,bien|El color no es así,mal",
    ),
    "Polish": (
        [("windows-1250", "cp1250"), ("iso-8859-2", "iso8859_2")],
        "Jedzenie było pyszne,dobrze|czekaliśmy godzinę na zupę,źle|miła obsługa,dobrze|zbyt głośno,źle|"
        "Ceny są niskie,dobrze|Pokój był brudny i śmierdział,źle|Śniadanie smakowało całej rodzinie,dobrze|Zepsuł się po dwóch dniach,źle|Dostarczono bardzo szybko,dobrze|Kolor różni się od zdjęcia,źle",
    ),
    "Czech": (
        [("windows-1250", "cp1250"), ("iso-8859-2", "iso8859_2")],
        "Jídlo bylo výborné,dobré|čekali jsme celou hodinu,špatné|příjemná obsluha,dobré|příliš hlučné,špatné|"
        "Ceny jsou nízké,dobré|Pokoj byl špinavý,špatné|Snídaně chutnala dětem,dobré|Rozbilo se za dva dny,špatné|Doručeno rychle,dobré|Barva se liší od fotografie,špatné",
    ),
    "Hungarian": (
        [("windows-1250", "cp1250")],
        "Az étel nagyon finom volt,jó|egy órát vártunk a levesre,rossz|kedves felszolgálók,jó|túl hangos és zsúfolt,rossz|"
        "Olcsó és bőséges,jó|A szoba piszkos volt,rossz|A reggeli ízlett a gyerekeknek,jó|Két nap után elromlott,rossz|Gyors szállítás,jó|A színe nem olyan, mint a fotón;rossz",
    ),
    "Turkish": (
        [("windows-1254", "cp1254")],
        "Yemekler çok lezzetliydi,iyi|bir saat bekledik sıkıldık,kötü|garsonlar güler yüzlü,iyi|çok gürültülüydü,kötü|"
        "Fiyatlar uygun,iyi|Oda kirliydi ve soğuktu,kötü|Kahvaltıyı çocuklar beğendi,iyi|İki günde bozuldu,kötü|Hızlı geldi,iyi|Rengi fotoğraftaki gibi değil,kötü",
    ),
    "Lithuanian": (
        [("windows-1257", "cp1257")],
        "Maistas buvo labai skanus,gerai|laukėme visą valandą,blogai|malonūs padavėjai,gerai|per daug triukšminga,blogai|"
        "Kainos žemos,gerai|Kambarys buvo nešvarus,blogai|Pusryčiai patiko vaikams,gerai|Sugedo po dviejų dienų,blogai|Pristatė greitai,gerai|Spalva skiriasi nuo nuotraukos,blogai",
    ),
    "Danish": (
        [("windows-1252", "cp1252")],
        "Maden smagte godt og var rigelig,god|vi ventede en hel time på suppe,dårlig|søde tjenere,god|for højt og trangt,dårlig|"
        "Billigt øl og smørrebrød,god|Værelset var beskidt,dårlig|Børnene kunne lide æblekagen,god|Gik i stykker efter to døgn,dårlig|Kom før tid,god|Farven er ikke som på billedet,dårlig",
    ),
    "Swedish": (
        [("windows-1252", "cp1252")],
        "Maten var jättegod,bra|vi väntade en timme på soppan,dålig|trevliga servitörer,bra|för högljutt och trångt,dålig|"
        "Låga priser,bra|Rummet var smutsigt och kallt på natten,dålig|Barnen gillade frukosten,bra|Gick sönder efter två dagar,dålig|Kom före utsatt tid,bra|Färgen är inte som på bilden,dålig",
    ),
    "Portuguese": (
        [("windows-1252", "cp1252")],
        "A comida estava ótima,bom|esperámos mais de uma hora,mau|Os empregados são simpáticos,bom|demasiado barulho de manhã,mau|"
        "Preços muito baixos,bom|O quarto não estava limpo,mau|As crianças gostaram do pequeno-almoço,bom|Avariou ao fim de dois dias,mau|Chegou rápido,bom|A cor não é igual à da fotografia,mau",
    ),
    "Italian": (
        [("windows-1252", "cp1252")],
        "Il cibo era buonissimo perché fresco,bene|abbiamo aspettato più di un’ora,male|Il personale è gentile,bene|c’è troppo rumore,male|"
        "Qualità ottima a 9 €,bene|La camera era sporca già all’arrivo,male|Ai bambini è piaciuta la colazione,bene|Si è rotto dopo due giorni,male|È arrivato presto,bene|Il colore non è così,male",
    ),
    "Croatian": (
        [("windows-1250", "cp1250")],
        "Hrana je bila vrlo ukusna i svježa,dobro|čekali smo cijeli sat,loše|ljubazni konobari,dobro|preglasno i pretijesno,loše|"
        "Cijene su niske,dobro|Soba je bila prljava kad smo došli,loše|Djeci se svidio doručak,dobro|Pokvarilo se nakon dva dana,loše|Stiglo je brzo i čitavo,dobro|Boja nije kao što je na slici,loše",
    ),
    "Latvian": (
        [("windows-1257", "cp1257")],
        "Ēdiens bija ļoti garšīgs,labi|gaidījām veselu stundu,slikti|laipni viesmīļi,labi|pārāk skaļi,slikti|"
        "Zemas cenas,labi|Istaba bija netīra,slikti|Bērniem garšoja brokastis,labi|Salūza pēc divām dienām,slikti|Piegādāja ātri,labi|Krāsa nav kā attēlā,slikti",
    ),
    "Estonian": (
        [("windows-1257", "cp1257")],
        "Toit oli väga maitsev,hea|ootasime terve tunni,halb|lahked teenindajad,hea|liiga lärmakas ja väike,halb|"
        "Odavad hinnad,hea|Tuba oli must ja külm,halb|Lastele meeldis hommikusöök,hea|Läks kahe päevaga katki,halb|Jõudis kiiresti kohale,hea|Värv pole nagu pildil,halb",
    ),
    "Icelandic": (
        [("windows-1252", "cp1252")],
        "Maturinn var mjög góður,gott|við biðum í heila klukkustund,slæmt|þjónarnir voru vingjarnlegir,gott|of mikill hávaði,slæmt|"
        "Lágt verð,gott|Herbergið var skítugt,slæmt|Börnunum líkaði morgunmaturinn,gott|Bilaði eftir tvo daga,slæmt|Kom fljótt,gott|Liturinn er ekki eins og á myndinni,slæmt",
    ),
    "Finnish": (
        [("windows-1252", "cp1252")],
        "Ruoka oli erittäin hyvää,hyvä|odotimme tunnin keittoa,huono|ystävällinen henkilökunta,hyvä|liian meluisaa ja pientä,huono|"
        "Edulliset hinnat,hyvä|Huone oli likainen ja kylmä yöllä,huono|Lapset pitivät aamiaisesta,hyvä|Meni rikki kahdessa päivässä,huono|Tuli nopeasti perille,hyvä|Väri ei ole kuin kuvassa,huono",
    ),
    "Slovak": (
        [("windows-1250", "cp1250")],
        "Jedlo bolo výborné,dobré|čakali sme celú hodinu,zlé|príjemná obsluha,dobré|príliš hlučné a tesné,zlé|"
        "Ceny sú nízke,dobré|Izba bola špinavá,zlé|Raňajky chutili deťom,dobré|Pokazilo sa o dva dni,zlé|Doručené rýchlo,dobré|Farba nie je ako na fotografii,zlé",
    ),
    "Vietnamese": (
        [("windows-1258", "cp1258")],
        "Món ăn rất ngon,tốt|chúng tôi chờ một tiếng,tệ|nhân viên thân thiện,tốt|quá ồn ào,tệ|"
        "Giá rẻ,tốt|Phòng không sạch,tệ|Bữa sáng ngon,tốt|Hỏng sau hai ngày,tệ|Giao hàng nhanh,tốt|Màu khác với ảnh,tệ",
    ),
}
UNICODE = [("utf-16le", "utf-16-le"), ("utf-16be", "utf-16-be")]


def encoded(text, python):
    """Windows-1258 writes tones as marks of their own behind letters that it has."""
    if python != "cp1258":
        return text.encode(python)
    out = b""
    for letter in text:
        try:
            out += letter.encode(python)
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
            out += unicodedata.normalize("NFC", parts.replace(tone, "")).encode(python) + tone.encode(python)
    return out


def decoded(data, encoding):
    """What Python reads, composed; None where it has no such encoding or the bytes are none of it."""
    try:
        return unicodedata.normalize("NFC", data.decode(encoding))
    except (LookupError, UnicodeDecodeError, TypeError):
        return None


def main():
    cases = []
    for language, (encodings, rows) in LANGUAGES.items():
        rows = rows.split("|")
        for name, python in encodings + UNICODE:
            for count in [4, len(rows)]:
                text = "\n".join(["text,label", *rows[:count], ""])
                data = encoded(text, python)
                found = chardet.detect(data)["encoding"]
                best = from_bytes(data).best()
                normalizer = best.encoding if best else None
                cases.append(
                    {
                        "language": language,
                        "encoding": name,
                        "written": python,
                        "rows": count,
                        "text": text,
                        "bytes": base64.b64encode(data).decode(),
                        "chardet": found,
                        "chardetRight": decoded(data, found) == text,
                        "normalizer": normalizer,
                        "normalizerRight": decoded(data, normalizer) == text,
                    }
                )
    versions = {"chardet": chardet.__version__, "charset-normalizer": __import__("charset_normalizer").__version__}
    FILE.write_text(json.dumps({"versions": versions, "cases": cases}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for who in ["chardet", "normalizer"]:
        print(who, sum(case[f"{who}Right"] for case in cases), "of", len(cases))


main()
