//! Radicals that stand for characters: a font may draw both with one shape and name it after the radical.

/// The character a reader sees in a radical; other characters stay.
pub(super) fn ordinary(char: char) -> char {
    match char {
        '\u{2F00}'..='\u{2FD5}' => KANGXI.chars().nth(char as usize - 0x2F00).unwrap_or(char),
        '\u{2E80}'..='\u{2EF3}' => {
            SUPPLEMENT.iter().find(|(radical, _)| *radical == char).map_or(char, |(_, ordinary)| *ordinary)
        }
        _ => char,
    }
}

/// U+2F00 to U+2FD5 in order.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸\
屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈户手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生\
用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤\
走足身車辛辰辵邑酉釆里金長門阜隶隹雨青非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黄黍黑黹黽鼎鼓鼠鼻齊\
齒龍龜龠";

const SUPPLEMENT: &[(char, char)] = &[
    ('⺟', '母'),
    ('⺠', '民'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻘', '青'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻬', '齐'),
    ('⻮', '齿'),
    ('⻰', '龙'),
    ('⻳', '龟'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_the_characters_they_look_like() {
        let text: String = "⼀⼈⼯作⽅⾯⿓⿕⼾⻛⻩abc中".chars().map(ordinary).collect();
        assert_eq!(text, "一人工作方面龍龠户风黄abc中");
        assert_eq!(KANGXI.chars().count(), 0x2FD6 - 0x2F00);
    }
}
