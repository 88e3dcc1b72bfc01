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

#[test]
fn a_list_of_links_ends_where_the_speech_goes_on() {
    let head = "在全县秋粮收购工作会上的讲话\n同志们：\n今天的会开得很短，把收购的几件事定下来就散。\n";
    // Lines behind the head; what is no part of the speech stands in ⟦⟧.
    for rest in [
        "⟦相关阅读：在全市抗旱会上的讲话⟧\n粮价要稳。\n二、把车备足\n车不能等。",
        "⟦相关文章\n在全市抗旱会上的讲话\n· 在护林会上的讲话 2031-9-3⟧\n粮价要稳。\n车要备足。",
        "⟦您可能还喜欢：\n在全市抗旱会上的讲话\n护林总结范文\n热门文章排行\n1. 防火通知⟧",
        "⟦上一篇\n在全市抗旱会上的讲话\n下一篇\n护林会主持词发言⟧",
        "⟦下一篇⟧\n在全市抗旱会上的讲话\n同志们：\n渠要修到田头。",
    ] {
        let text = format!("{head}{}", rest.replace(['⟦', '⟧'], ""));
        let document = Parser::default().parse(&text);
        let want = rest.split('⟦').nth(1).and_then(|rest| rest.split('⟧').next()).unwrap();
        let (first, last) = (document.noise().first().unwrap().span(), document.noise().last().unwrap().span());
        assert_eq!(text[first.start()..last.end()].trim(), want, "{:?}", document.noise());
    }
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
    图为护林会会场。
    （图片来源：县融媒体中心）
    （图片由县林业局提供）
    会议现场（记者 田埂摄）
    会议现场。麦穗 摄
    ▲会议现场 麦穗/摄 资料图
    ▲护林员代表领奖 麦穗/摄
    资料图
    代表们认真听会。本报记者 田埂 摄
    剩余内容需VIP会员才能阅读
    本文需要5笔墨，您的笔墨不足
    您还不是VIP会员，请先登录
    该文档为VIP文档
    付费后可继续阅读
    充值笔墨
    (阅读全部图文内容,您需要先登录!)
    (全文未完,需登录后继续阅读)
    消耗 1 篇文库配额即可下载
    加入Vip免费下载 立即下载
    VIP专免
    购物车
    我的足迹
    购物车 我的足迹 我的收藏
    请先登录
    侵权投诉
    评论功能已关闭
    全文1620字;
    微信公众号【田埂文稿】首发
    防盗水印 LX8848
    禁止复制
    未经许可，不得复制
    本文来自麦田文秘网 www.example.com
    更多材料请加QQ群123456
    【更多公文素材,微信:abc123】
    欢迎登陆公文写作网!
    版权说明:本文档由用户提供并上传，收益归属内容提供方，若内容存在侵权，请进行举报或认领
    版權說明:本文檔由用戶提供並上傳，收益歸屬內容提供方
    导读：县长脱稿讲了一刻钟。
    [摘要]县长讲了收粮的三件事。
    核心提示：粮要收好，钱要付清。
    【导语】县长讲了收粮的三件事。
    【内容摘要】县长讲了收粮的三件事。
    ［导读］县长讲了收粮的三件事。
    下面是小编为大家整理的护林讲话，供大家参考。
    下面就是小编给大家整理的护林讲话范文,仅供参考。
    上一篇　在全县抗旱会上的讲话
    [上一篇] 在全县抗旱会上的讲话
    上一条：关于护林的通知 下一条：关于防火的通知
    前一篇：护林会上的讲话
    【大 中 小】
    [ 大 | 中 | 小 ]
    大 中 小
    字号 T | T
    A+ A-
    视力保护色：
    扫一扫在手机打开当前页
    一键分享：QQ空间 新浪微博 腾讯微博 人人网
    点赞 12 收藏 3 分享
    微信扫码分享
    初审：麦穗 复审：田埂 终审：老何
    一审：麦穗 二审：田埂 三审：老何
    校对/麦穗
    监制：老何
    值班主任：老何
    编辑：麦穗 校对：田埂 监制：老何
    稿源：红星网
    来源 | 学习报
    转自：麦田发布
    2031-03-05 08:30 麦田网
    索引号：000014 发文机关：县府办
    http://www.example.com.cn 2011年03月19日13:43 麦田网
    某部门户网站 www.example.gov.cn   2009年05月06日   来源:某部网站
    【以稿换稿】【收藏】 作者: 佚名 来源: 作者原创 阅读 次 【小 中 大】【加入会员】
    ID:20881234 大小:52.00 KB 页数:9页;
    2031-05-13 999+ 21.09KB 29 页 海报
    2031-09-12 08:20:16 田埂文秘站
    【88example.com-好文稿-范文信息网】
    写作网,办公文档之家
    网友评论《在全县护林会上的讲话》
    所在栏目:优质范文 > 内容摘要:护林要有人。相关关键词:护林 县长 讲话
    主办：县府办 承办：县信息中心
    主办：临溪县人民政府　承办：临溪县大数据局　网站标识码：0000000000
    网站标识码：0000000000
    联系电话：0000-1234567
    技术支持：田埂网络公司
    相关信息
    编辑推荐
    您可能还喜欢：
    相关文章推荐
    热门文章排行
    本类热门文章
    更多相关文章
    图为县领导在村头查看墒情。
    （图片由受访单位提供）
    签约仪式现场。（田埂 摄）
    ▲图为大会现场
    剩余部分需付费阅读
    开通VIP会员，畅读全文
    登录后查看全部内容
    未登录用户请先登录
    【全文未完，购买后可阅读全部内容】
    VIP免费
    加入购物车
    全文约3200字
    公众号：田埂文稿 原创首发
    版权所有，严禁复制
    关注公众号获取更多材料
    本文转自：麦田网
    【核心提示】县长讲了收粮的三件事。
    内容摘要：县长讲了收粮的三件事。
    今天小编为大家带来的是护林讲话，希望对大家有所帮助。
    下一篇：在护林会上的讲话 >>
    下一条 关于防火的通知
    【字号 大 中 小】
    字号：A- A A+
    用手机扫一扫，打开当前页
    分享到微信 朋友圈
    初审/麦穗 复审/田埂
    一审一校：麦穗 二审二校：田埂
    责任校对：麦穗
    总编辑：麦穗
    信息来源：县府办 发布时间：2031-09-05
    2031-09-05 来源：麦田网
    2031年9月5日 来源：麦田网
    发布于 2031-09-05 08:30
    大小：35KB 格式：DOC 页数：6
    www.99example.com 好范文网
    麦田范文网
    公文写作网 - 范文大全
    主办单位：临溪县人民政府办公室
    联系电话：0000-1234567 邮箱：a@example.com
    为你推荐
    精品推荐
    同类文章
    大家还看了
    相关推荐更多>>
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
    编辑同志们辛苦了
    智慧来源于群众，力量来源于群众。
    写好高质量发展的上一篇章、下一篇章
    导读单位要提前进场
    图为媒介、以图说法，是宣传的好办法。
    这张图为大家讲清楚了收购的走向，请各镇细看。
    要重视档案拍摄
    镜头要对准基层，多拍多摄
    会议现场要安排好翻译，不能冷场
    活动现场要有人盯
    笔墨要多用在一线
    把笔墨用在写好收粮这篇文章上
    为VIP客户服务，也要为普通农户服务
    做优VIP会员体系
    登录后可查看补贴到账情况，群众不用再跑。
    请先登录平台把表填完
    充值卡的退费问题要尽快解决
    付费后不开票的，要一查到底。
    防盗门要装到每家每户
    严禁复制、摘抄涉密材料
    复制推广先进经验
    复制推广
    要建更多微信群，让群众找得到人
    欢迎访问我县的客商多走走、多看看
    主办方要把安全责任扛起来
    承办：谁承办、谁负责，一包到底。
    联系电话要公布，二十四小时有人接。
    技术支持要跟上
    监制的责任要落到人
    一审：收案1200件，结案1180件
    一审要快，终审要准
    终审要把好关
    值班主任要在岗在位
    摘要写得好：一句话就说清了
    核心提示就是一句话：粮要收好。
    相关信息报送要及时
    编辑推荐的三本书，我都看过。
    热门文章不一定是好文章
    最新文章要及时学习
    友情链接要清理
    大中小学都要开这门课
    大 中 小型企业都要算账
    全文3000字的材料，我只念一段。
    作者：一位老林工写的信，我念几句。
    公文要少，会议要短
    建好全县的公文交换网
    范文不能照搬
    文库建设要抓紧
    2031年9月3日 上午9:00 县会堂
    2031年9月3日9时
    2031-09-03
    带宽从20MB提到100MB
    注：本讲话根据录音整理
    注意：①山上不用火。②山下不堆柴。
    抓好三件事：①把山看住；②把水管好；③把人留住。
    注重实效
    A+级企业要达到20家
    手机扫一扫，粮款就到账
    分享到此，供大家参考。
    下一篇文章怎么做
    前一条要求已经讲过
    小编制、大服务，是机构改革的方向。
    更多微信用户享受到了便利
    推荐阅读书目要报县委宣传部
    全部农户会后登录
    我的足迹遍布全县
    购物车里看消费，消费里看信心。
    防盗意识要强
    公众号：发布要审，转载要审。
    立即行动起来
    购买服务要公开
    为你推荐的人选要经得起查
    总编辑要把好关
    分享至此
";
