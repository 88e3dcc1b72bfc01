//! Sentences of nine domains with those who are told to act, and their roles in the same order.

use super::*;
use crate::outline::Outline;
use crate::rules::Scratch;

const LEAD: Role = Role::Lead;
const OWNER: Role = Role::Owner;
const SUPPORT: Role = Role::Support;
const SUPERVISE: Role = Role::Supervise;

const SENTENCES: &[(&str, &[Role])] = &[
    // counties and towns
    ("⟦各承办站所、各县市区和市直各秋收小组⟧也要抢晴天。", &[OWNER]),
    ("⟦各乡镇（街道）、村（社区）⟧要把收割机排到田头。", &[OWNER]),
    ("要落实好市委部署的各项任务。", &[]),
    ("参加今天会议的有各乡镇党委书记、县直各部门主要负责同志。", &[]),
    ("请⟦办公室⟧会后印发清单，以便⟦各科室⟧抓好落实。", &[OWNER, OWNER]),
    // schools
    ("⟦教务处⟧开学前排出新课表，⟦各年级组⟧照表调课。", &[OWNER, OWNER]),
    ("食堂的账由⟦总务处⟧按月公示，⟦家委会⟧派人抽查。", &[OWNER, SUPERVISE]),
    ("⟦班主任⟧每周至少家访一户，⟦心理老师⟧配合建档。", &[OWNER, SUPPORT]),
    ("⟦校长⟧是校园安全的第一责任人。", &[LEAD]),
    ("⟦每位任课教师⟧不得在课后另收补习费。", &[OWNER]),
    ("请⟦德育处⟧会同⟦派出所⟧把校门口的摊点劝离。", &[LEAD, SUPPORT]),
    ("学生的书包太重了。", &[]),
    // hospitals
    ("⟦护理部⟧牵头，⟦各病区⟧配合，月底前补齐交接班记录。", &[LEAD, SUPPORT]),
    ("⟦首诊医师⟧要把病人送到接得住的科室。", &[OWNER]),
    ("⟦药剂科⟧每季度盘点一次麻醉药，⟦纪检室⟧随机复核。", &[OWNER, SUPERVISE]),
    ("⟦科主任⟧必须参加夜查房，不得由住院医代签。", &[OWNER]),
    ("⟦医保办⟧负责解释，⟦收费处⟧负责退费。", &[OWNER, OWNER]),
    ("病人越来越多，床位越来越紧。", &[]),
    ("⟦感控科⟧对每间手术室逐间采样。", &[OWNER]),
    // mines
    ("⟦通风区⟧把主扇的备用电机修好，⟦机电队⟧协助吊装。", &[OWNER, SUPPORT]),
    ("⟦矿长⟧每月下井不少于十个班。", &[OWNER]),
    ("⟦瓦检员⟧有权停掘，⟦任何队长⟧不得拦阻。", &[OWNER, OWNER]),
    ("由⟦总工程师⟧牵头，十日内拿出防突方案。", &[LEAD]),
    ("⟦安监站⟧对三违行为一律查处。", &[SUPERVISE]),
    ("巷道变形的问题还没有根治。", &[]),
    // banks
    ("⟦各支行⟧要把到期贷款逐笔过一遍。", &[OWNER]),
    ("⟦风险管理部⟧牵头制定清单，⟦法律合规部⟧配合审查。", &[LEAD, SUPPORT]),
    ("⟦支行行长⟧对新增不良负总责。", &[LEAD]),
    ("⟦审计部⟧下半年对理财销售开展一次突击检查。", &[SUPERVISE]),
    ("⟦客户经理⟧不得代客户保管密码。", &[OWNER]),
    ("存款增长了两成，这个成绩来之不易。", &[]),
    // universities
    ("⟦研究生院⟧要在九月底前修订盲审办法，⟦各学院⟧十月起照办。", &[OWNER, OWNER]),
    ("⟦导师⟧是培养质量的第一责任人，⟦辅导员⟧要守住底线。", &[LEAD, OWNER]),
    ("仪器平台由⟦实验室处⟧统一管，⟦各课题组⟧不得私设。", &[OWNER, OWNER]),
    ("⟦图书馆⟧暑假前把密集书库搬完。", &[OWNER]),
    ("⟦学术委员会⟧的职责是评学术，不是分经费。", &[OWNER]),
    ("有的学院觉得事不关己。", &[]),
    // railways
    ("⟦工务段⟧对道岔逐组探伤，⟦车务段⟧给足天窗。", &[OWNER, OWNER]),
    ("⟦调度所⟧要及时发布限速命令，⟦各站⟧必须复诵。", &[OWNER, OWNER]),
    ("⟦值班员⟧不得离岗，⟦带班干部⟧要到现场盯控。", &[OWNER, OWNER]),
    ("⟦客运段⟧牵头，⟦乘警支队⟧配合，整治霸座。", &[LEAD, SUPPORT]),
    ("⟦安监室⟧每旬通报一次责任事故。", &[SUPERVISE]),
    ("列车晚点十一分钟。", &[]),
    // courts
    ("⟦执行局⟧年底前清完三年以上的旧案。", &[OWNER]),
    ("⟦院长、庭长⟧要带头办难案。", &[OWNER]),
    ("⟦审管办⟧每月通报长期未结案件，⟦各庭⟧逐案说明。", &[SUPERVISE, OWNER]),
    ("⟦法官助理⟧协助送达，⟦书记员⟧负责归卷。", &[SUPPORT, OWNER]),
    ("由⟦立案庭⟧统一登记，⟦任何人⟧不得打招呼。", &[OWNER, OWNER]),
    ("去年全院收案四千件。", &[]),
    // villages
    ("⟦村支书⟧牵头，⟦驻村工作队⟧协助，把水窖修到坡上。", &[LEAD, SUPPORT]),
    ("⟦镇里⟧要把补助款直接打到卡上，⟦村里⟧不得代领。", &[OWNER, OWNER]),
    ("⟦护林员⟧每天巡山两遍，⟦林业站⟧按月抽查。", &[OWNER, SUPERVISE]),
    ("⟦各村民小组⟧把沟渠分段包到人。", &[OWNER]),
    ("⟦属地⟧管外围，⟦部门⟧管业务。", &[OWNER, OWNER]),
    ("大家都要爱护这条河。", &[]),
    ("我们要把功夫下在平时。", &[]),
    // offices and firms
    ("⟦办公室⟧汇总，⟦督查室⟧跟踪督办，每半月通报一次。", &[OWNER, SUPERVISE]),
    ("⟦各级党委（党组）书记⟧要亲自抓。", &[LEAD]),
    ("⟦主要领导⟧亲自抓、⟦分管领导⟧具体抓。", &[LEAD, OWNER]),
    ("⟦采购部⟧本周内约谈两家供应商。", &[SUPERVISE]),
    ("⟦华东大区与西南大区⟧互换两名经理。", &[OWNER]),
    ("⟦事业部总经理⟧是回款的责任人。", &[OWNER]),
    ("⟦经营管理部⟧春节前把合同台账建起来。", &[OWNER]),
    ("⟦写方案的人⟧要到车间去跟班。", &[OWNER]),
    ("⟦县城管局和县公安局⟧要联合清理占道车辆。", &[OWNER]),
    ("加强部门之间的沟通。", &[]),
    ("带动农户增收。", &[]),
    ("成立工作组，派两个组驻点。", &[]),
    ("⟦我⟧任组长，⟦常务副县长⟧任副组长。", &[LEAD, OWNER]),
    ("年底前全部清零，一律移送监察机关。", &[]),
    // a second hearing: other voices
    ("这项试点由⟦国家卫生健康委⟧会同⟦财政部⟧组织实施，⟦各省（区、市）⟧明年三月底前报方案。", &[LEAD, SUPPORT, OWNER]),
    ("⟦有条件的地方⟧可以先行一步，⟦其他地区⟧不得攀比。", &[OWNER, OWNER]),
    ("⟦各级人民法院⟧要依法保护中小投资者。", &[OWNER]),
    ("⟦党员领导干部⟧必须带头执行，⟦各级纪检监察机关⟧要加强监督检查。", &[OWNER, SUPERVISE]),
    ("⟦市直机关工委⟧牵头，⟦组织、宣传、统战等部门⟧参加，每季度碰头一次。", &[LEAD, OWNER]),
    ("⟦乡镇党委书记⟧要当好“施工队长”。", &[OWNER]),
    ("⟦县级河长⟧每月巡河一次，⟦村级河长⟧每周巡河一次。", &[OWNER, OWNER]),
    ("⟦市财政⟧安排两千万元，⟦县（区）财政⟧按一比一配套。", &[OWNER, OWNER]),
    ("⟦每名县级领导⟧联系一个村、包抓一个项目。", &[OWNER]),
    ("⟦住建部门⟧管好工地，⟦交通部门⟧管好车辆，⟦学校⟧管好学生。", &[OWNER, OWNER, OWNER]),
    ("对拒不整改的，由⟦市场监管部门⟧依法吊销证照。", &[OWNER]),
    ("⟦承办单位⟧要在五个工作日内答复，⟦县政府办⟧按月通报。", &[OWNER, SUPERVISE]),
    ("⟦新闻媒体⟧要讲好防汛故事。", &[OWNER]),
    ("⟦广大科技工作者⟧要敢坐冷板凳。", &[OWNER]),
    ("⟦老同志⟧要传好帮带，⟦年轻干部⟧要沉下身子。", &[OWNER, OWNER]),
    ("⟦包村干部⟧吃住在村，雨不停人不撤。", &[OWNER]),
    ("⟦国有企业负责人⟧要对安全生产负总责。", &[LEAD]),
    ("⟦研发中心⟧下个月把样机交出来，⟦质量部⟧两周内出报告。", &[OWNER, OWNER]),
    ("⟦销售总监⟧自己跑，不能只听汇报。", &[OWNER]),
    ("⟦信息中心⟧把接口打开，⟦各业务口⟧自己来取数。", &[OWNER, OWNER]),
    ("⟦老张⟧负责设备，⟦小李⟧负责人员。", &[OWNER, OWNER]),
    ("仓库的钥匙只由⟦保管员⟧拿。", &[OWNER]),
    ("⟦工会⟧组织慰问，⟦行政部⟧保障车辆。", &[OWNER, SUPPORT]),
    ("⟦项目经理⟧是现场安全的直接责任人，⟦安全总监⟧有权叫停。", &[OWNER, SUPERVISE]),
    ("⟦省级层面⟧要拿出管用的办法，⟦市县两级⟧抓好落实。", &[OWNER, OWNER]),
    ("⟦宣传部⟧会同⟦广电台⟧开设曝光栏目。", &[LEAD, SUPPORT]),
    ("责任单位⟦区水务局⟧，配合单位⟦沿河各街道⟧，12月前完工。", &[OWNER, SUPPORT]),
    ("⟦街道党工委⟧要把物业管起来，⟦社区⟧每周入户。", &[OWNER, OWNER]),
    ("⟦考核组⟧要敢于打低分。", &[SUPERVISE]),
    ("⟦高校辅导员⟧要走进宿舍，⟦专业课教师⟧要站稳讲台。", &[OWNER, OWNER]),
    ("⟦各县（市、区）⟧要于本月底前完成摸底。", &[OWNER]),
    ("⟦供电公司⟧抢修，⟦通信公司⟧保畅。", &[OWNER, OWNER]),
    ("凡是没有通过验收的单位，一律不得评先。", &[]),
    ("群众的眼睛是雪亮的。", &[]),
    ("市场主体活力不足，企业怕担风险。", &[]),
    ("干部作风要过硬，工作节奏要加快。", &[]),
    ("全省上下要拧成一股绳。", &[]),
    ("部署再好，不落实等于零。", &[]),
    ("过去一年，各部门做了大量工作。", &[]),
    ("对年轻干部要多压担子。", &[]),
];

/// How many of all names must be found, of all found must be names, and of both must have their role, in hundredths.
const FLOORS: [usize; 3] = [93, 96, 94];

#[test]
fn those_who_are_told_to_act_are_found() {
    let rules = Rules::builtin();
    let (mut right, mut found, mut wanted, mut roles) = (0, 0, 0, 0);
    let mut misses = Vec::new();
    for (marked, of) in SENTENCES {
        let (text, want) = unmarked(marked);
        assert_eq!(want.len(), of.len(), "{marked}");
        let whole = Span::new(0, text.len());
        let cuts = crate::extract::sentence::sentences(&text, whole, &Outline::default(), &[]);
        let mut got = Vec::new();
        for cut in &cuts {
            let mut scratch = Scratch::default();
            let hits = rules.compiled().evidence.scan(&text, cut.span, cut.body, &mut scratch);
            got.extend(find(&text, cut, hits, &rules));
        }
        let same: Vec<_> = got.iter().filter_map(|actor| want.iter().position(|span| *span == actor.span)).collect();
        let in_role = got
            .iter()
            .filter(|actor| want.iter().position(|span| *span == actor.span).is_some_and(|at| of[at] == actor.role));
        let in_role = in_role.count();
        (right, found, wanted, roles) = (right + same.len(), found + got.len(), wanted + want.len(), roles + in_role);
        if same.len() < want.len() || got.len() > same.len() || in_role < same.len() {
            let got: Vec<_> =
                got.iter().map(|actor| format!("{} {}", actor.role.name(), &text[actor.span.range()])).collect();
            misses.push(format!("{marked}\n    {}", got.join(", ")));
        }
    }
    let shares = [right * 100 / wanted, right * 100 / found, roles * 100 / right];
    assert!(
        shares.iter().zip(FLOORS).all(|(share, floor)| *share >= floor),
        "found {}%, right {}%, in their role {}%\n{}",
        shares[0],
        shares[1],
        shares[2],
        misses.join("\n")
    );
}

/// A sentence without its brackets, and what stood in them.
fn unmarked(marked: &str) -> (String, Vec<Span>) {
    let (mut text, mut spans) = (String::new(), Vec::new());
    for part in marked.split('⟦') {
        match part.split_once('⟧') {
            Some((name, rest)) => {
                spans.push(Span::new(text.len(), text.len() + name.len()));
                text.push_str(name);
                text.push_str(rest);
            }
            None => text.push_str(part),
        }
    }
    (text, spans)
}
