//! Scraps of sites that are no part of a speech, and sentences of speeches that use the same words.

use tigang::{Document, Parser, Spanned};

/// A speech with a line put above it, inside it and below it.
fn with(line: &str, place: usize) -> String {
    let speech = [
        "在全县秋粮收购工作会上的讲话",
        "（2031年9月3日）",
        "同志们：",
        "今天的会议开得很短，主要是把收购的几件事定下来，请大家按分工抓好。",
        "一、仓容要腾出来",
        "各收储库点要在月底前完成清仓消毒，腾出仓容八万吨，确保农民卖粮不排长队。",
        "二、价格要守得住",
        "有的收购点压级压价、打白条，群众意见很大，这些问题必须马上纠正。",
    ];
    let mut lines = speech.to_vec();
    lines.insert([0, 6, 8][place], line);
    lines.join("\n")
}

fn taken(document: &Document, text: &str, line: &str) -> usize {
    let at = text.find(line).unwrap();
    let noise = document.noise().iter().map(|noise| noise.span());
    let gone = |byte: usize| noise.clone().any(|span| span.start() <= byte && byte < span.end());
    line.char_indices().filter(|(i, c)| !c.is_whitespace() && gone(at + i)).count()
}

#[test]
fn chrome_is_no_speech() {
    let scraps = CHROME.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut missed = Vec::new();
    for scrap in scraps {
        // The page's title stands above the speech.
        let places = if scrap.starts_with("在全县") { 1 } else { 3 };
        for place in 0..places {
            let text = with(scrap, place);
            let document = Parser::default().parse(&text);
            let words = scrap.chars().filter(|c| !c.is_whitespace()).count();
            let all = document.noise().iter().map(|noise| noise.span().len()).sum::<usize>();
            if taken(&document, &text, scrap) < words || all > scrap.len() + 2 {
                missed.push(format!("{place} {scrap}: {:?}", document.noise()));
            }
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn sentences_that_use_the_words_of_sites_stay() {
    let mut taken = Vec::new();
    for sentence in INNOCENT.lines().map(str::trim).filter(|line| !line.is_empty()) {
        for place in 0..3 {
            let document = Parser::default().parse(&with(sentence, place));
            if !document.noise().is_empty() {
                taken.push(format!("{place} {sentence}: {:?}", document.noise()));
            }
        }
    }
    assert!(taken.is_empty(), "{} taken:\n{}", taken.len(), taken.join("\n"));
}

#[test]
fn a_preface_ends_where_the_speech_begins() {
    const PREFACE: &str = "【导读】县长脱稿讲了一刻钟，句句是收粮。";
    let lines = ["【导读】\n县长脱稿讲了一刻钟，句句是收粮。", PREFACE, "【导读】县长脱稿讲了\n\n> 一刻钟。"];
    for preface in lines {
        for place in 0..2 {
            let mut text = with(preface, place);
            if place == 1 {
                let title = format!("在全县秋粮收购工作会上的讲话\n{preface}\n");
                text = title + &with("", 0).trim().lines().skip(1).map(|line| format!("{line}\n")).collect::<String>();
            }
            let document = Parser::default().parse(&text);
            let [noise] = document.noise() else { panic!("{text}: {:?}", document.noise()) };
            assert_eq!(document.text(noise), preface, "{text}");
            assert_eq!(document.warnings(), []);
        }
    }
    // Nor does a line that is broken later on belong to it.
    let place = "时间是二〇三一年九月三日上午，地点在县粮食局三楼东侧会议室";
    let document = Parser::default().parse(&format!("{PREFACE}\n今天下雨。\n{place}\n路上滑。"));
    assert_eq!(document.text(&document.noise()[0]), PREFACE);
    // The speech need not greet anyone.
    let body = "去冬今春雨水足，田里的底墒好，收成也就有了底。\n".repeat(3);
    let document = Parser::default().parse(&format!("{PREFACE}\n{body}"));
    assert_eq!(document.speeches()[0].sentences().len(), 3);
    // A blank line shows that all above it is the preface.
    let text = format!("{PREFACE}\n记录未经本人审阅，题目是编者加的。\n\n{body}");
    assert_eq!(Parser::default().parse(&text).speeches()[0].sentences().len(), 3);
    let long = PREFACE.replace("县长", &"县长".repeat(20));
    let (first, second) = long.split_at(long.char_indices().nth(40).unwrap().0);
    let document = Parser::default().parse(&format!("{first}\n{second}\n{body}"));
    assert_eq!(document.speeches()[0].sentences().len(), 3);
}

/// A saved page may have lost its line breaks.
#[test]
fn a_notice_takes_no_more_of_a_line_than_its_own_words() {
    let speech = "同志们：仓容要抓紧腾出来，各收储库点月底前全部完成清仓消毒。价格要守得住，\
        压级压价、打白条的收购点要马上整改。车队要提前订好，不能让农民在场院里等车。";
    let long = speech.repeat(9);
    for (before, notice, behind) in [
        ("", "上一篇：抗旱会上的讲话", " "),
        ("", "下一篇：没有了", " "),
        ("", "……（未完，全文共6200字，当前只显示2900字）", ""),
        ("", "【导读】县长讲了收粮的三件事。", ""),
        ("", "【导读】县长讲了收粮的三件事。", "要先腾仓容。一、"),
        ("", "【导读】县长讲了三件事。句句实在。", "在收购会上的讲话9月3日"),
        ("", "【提纲】一、腾仓容。二、稳价格。", ""),
        ("", "【参考资料】", ""),
        ("今天下雨。 ", "上一篇：抗旱会上的讲话", " "),
        ("今天下雨。 ", "下一篇：没有了", " "),
        ("今天下雨。", "……（未完，全文共6200字，当前只显示2900字）", ""),
    ] {
        for rest in [speech, &long] {
            let text = format!("{before}{notice}{behind}{rest}");
            let document = Parser::default().parse(&text);
            let [noise] = document.noise() else { panic!("{notice}: {:?}", document.noise()) };
            assert_eq!(document.text(noise).trim(), notice, "{text}");
        }
    }
    let long = format!("[1] {long}");
    assert_eq!(Parser::default().parse(&long).noise(), []);
}

#[test]
fn a_text_that_is_mostly_noise_is_told_so() {
    let text = format!("{}\n今天就讲到这里，散会。", "收藏 举报 下载\n".repeat(9));
    let document = Parser::default().parse(&text);
    let [warning] = document.warnings() else { panic!("{:?}", document.warnings()) };
    assert_eq!((warning.code, warning.span), ("mostly-noise", None));
    assert_eq!(warning.message, "54 of 65 characters were taken for no part of a speech");
}

const CHROME: &str = "
    当前位置：主页 / 公文范文 / 会议讲话
    您现在所在的位置： 稿件中心 >> 领导讲话 >> 农业
    网站首页>政务>讲话
    首页 | 述职报告 | 心得体会 | 党课讲稿 | 注册
    首页　范文　总结　致辞　主持词
    在全县秋粮收购工作会上的讲话_会议讲话_麦田文秘网
    在全县秋粮收购工作会上的讲话 - 云笺文库
    发布日期：2031-09-05 08:30 来源：县府办 阅读次数：2210
    2031-9-5 8:30:12　作者：佚名　来源：网络　点击：93
    【字体：大 中 小】 【打印】 【关闭】
    字号：[大][中][小]
    文件格式：docx　文件大小：36KB　下载积分：8
    分类：领导讲话　标签：秋粮 收购 讲话
    浏览量：1.2万　点赞：36　收藏：12
    上一页　1　2　3　下一页　尾页
    共4页 上一页 1 2 3 4 下一页
    第 2 页 共 6 页
    －3－
    ……（此处省略约560字，会员登录后可查看全文）……
    【以下内容已隐藏，省略1200字，请购买后阅读】
    =====（略去中间900字）=====
    声明：本站文章来源于网络，如侵犯您的权益，请联系管理员删除。
    本文来源于互联网，若有侵权，请告知我们处理
    本文由网友“老麦”投稿整理，仅供学习参考
    此文由稿巢公文网会员上传分享
    原文地址：https://www.example.org/jh/7788.html
    https://example.net/gw/12
    责任编辑：麦穗　审核：田埂
    （责编：田埂、麦穗）
    编辑/田埂 校对/麦穗
    长按识别二维码，关注我们
    微信扫一扫，打开网页后点击右上角分享
    关注公众号「秋粮笔记」回复“讲话”领取模板
    >>>更多领导讲话请点击
    点击查看更多同类范文
    更多精彩讲话稿，请访问稿巢网
    （下转第三版）
    未经本网书面授权，禁止转载
    转载请注明来源：稿巢网
    本文档共9页，支持免费预览3页，下载后可编辑
    版权所有 © 2031 稿巢网 保留一切权利
    我要收藏　我要打印　我要纠错
    分享到：微信 微博 QQ空间
    扫码下载APP
    客服电话：400-000-0000　QQ：123456
    本站客服QQ：998877
    上一篇：在抗旱会上的讲话　下一篇：在春耕会上的讲话
    【收藏此文】【打印本页】【关闭窗口】
    阅读 1024 赞 36 在看 12
    热门标签：述职报告 党课 心得体会
    返回列表
    投诉举报 | 意见反馈 | 帮助中心
    用户评论（0）
    暂无评论，快来抢沙发吧！
    关键词：粮食收购 讲话
    打印本稿 关闭窗口
    正在加载中…
";

const INNOCENT: &str = "
    各单位会后到内网下载会议材料，按要求抓好学习。
    要组织农户下载手机应用，学会网上预约卖粮。
    工会会员要带头，共产党员更要带头。
    供销社要把会员服务做到田间地头，让更多会员受益。
    更多的收购点要开到村口去
    让更多农民卖上放心粮
    相关部门要密切配合，不能各吹各的号。
    相关责任人要签字背书
    相关新闻报道我看了，群众的评价是公道的。
    请大家翻到材料第6页，看一看各镇的进度。
    这份报告一共十二页，我只念第3页。
    资金来源：财政拨一点，企业筹一点，群众投一点。
    问题的来源，就在我们自己的作风上。
    编辑这本资料的同志下了功夫，我在这里表示感谢。
    作者：这个词用在农民身上最合适，他们是土地的作者。
    扫码支付要进收购点，打白条要出收购点。
    群众扫码就能查到等级和价格。
    我们的位置在哪里？在全市第九。
    要找准自己的位置，当好粮农的店小二。
    能省略的环节一律省略，能合并的手续一律合并。
    具体数字我就省略了，材料上都有。
    时间：2031年9月3日上午
    时间：9月3日下午　地点：县粮食局三楼
    日期：二〇三一年九月三日
    （根据录音整理）
    （根据录音整理，未经本人审阅）
    （县委办公室整理）
    记者曝光的三个问题，要一个一个整改到位。
    未经批准，任何单位不得转载、引用内部数据。
    侵犯农民利益的，发现一起查处一起，并及时通知纪委处理。
    网上侵权案件如有线索，请及时移送公安机关处理。
    预览一下今后三年的形势，机遇大于挑战。
    集中阅读结束以后，各支部要交一份心得。
    关注公众号的农户已经有三万多人，要把信息及时推给他们。
    收藏在档案馆里的老账本，我建议大家都去看一看。
    首页要放政策，第二页放价格，让农民一看就懂。
    上一页讲成绩，这一页讲问题，下一页讲措施。
    分享经验的几位同志讲得很好，值得大家学习。
    字体要大一点，公示栏要让老人看得清。
    版权保护、商标保护、种子保护要一体推进。
    会议材料请大家阅读全文，不要只看摘要。
    审核把关要严
    打印、复印、下乡补贴，都要从严控制。
    温馨提示牌要挂到每一个收购点。
    推荐阅读三本书，一本讲粮食，一本讲历史，一本讲作风。
    开通会员卡的粮店要把优惠落到实处，不搞虚的。
    本文件由县粮食局负责解释。
    用户满意不满意，要由用户来评价。
    登录系统、填报数据、上传照片，三步就能办完。
    点击率、阅读量不能代替群众的口碑。
    举报电话要公布，举报一件核查一件。
    返回原籍的务工人员要登记造册。
    关注基层、关注一线，是我一贯的要求。
    客服热线接通率要达到百分之九十八。
    在看得见的地方下功夫，也要在看不见的地方下功夫。
    浏览器打不开、系统登不上，群众就只能再跑一趟。
    更多时间要用到田间地头，请大家说到做到。
    编辑/印刷/发行三个环节都要降成本。
    隐藏的风险还有不少，略去不讲，不等于没有。
    评论区里的话有的难听，可句句说到了痛处。
";
