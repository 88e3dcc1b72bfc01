//! `tigang run`: a whole archive into tables; what is done stays done, whatever happens.

mod made;
mod manifest;
mod merge;
mod outputs;
mod part;
mod plan;
mod progress;
mod untouched;
mod work;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use sha2::{Digest, Sha256};
use tigang::Entry;

use self::manifest::{Set, Stamp, Tally, Unfit};
pub(crate) use self::merge::run as merge;
use self::outputs::Outputs;
use self::part::{Folder, Part};
pub(crate) use self::plan::Shard;
use self::plan::Unit;
use self::progress::Progress;
use self::work::{Halt, Work};
use super::args::{self, Talk};
use super::message::{self, count, named, reason, say};
use super::{End, Stop, read};

/// The person wants it to end.
static STOP: AtomicBool = AtomicBool::new(false);

pub(crate) fn run(task: args::Run, talk: Talk) -> Result<End, Stop> {
    plan::not_inside_inputs(&task.output, &task.reading.paths)?;
    let rules = read::rules(&task.reading.tables)?;
    let outputs = Outputs::new(&task);
    let stamp = stamp(&rules, &outputs, &task);
    let headers = outputs.headers();
    let (units, inputs) = plan::units(&task)?;
    plan::no_input_is_output(&task.output, &outputs.names(), &units)?;
    let folder = Folder::open(&task.output)?;
    let mut set = if task.force { None } else { before(&folder.path, &stamp, &headers, talk)? };
    let plans = plans(&units, set.as_mut()).map_err(|error| Stop::Because(named(&folder.path, &error)))?;
    if let Some(set) = set.as_mut().filter(|set| {
        outputs.names().iter().all(|name| folder.path.join(name).exists()) && settled(set, &units, &plans)
    }) {
        return nothing_new(set, &folder, talk);
    }
    if task.force {
        let _ = std::fs::remove_dir_all(folder.growing());
    } else if let Some((path, message)) = untouched::changed(&folder.path, &outputs.made_names()) {
        return Err(Stop::Because(format!("{}: {message}", path.display())));
    }
    if let Some(gone) = set.as_ref().map(|set| set.gone(&units)).filter(|gone| *gone > 0 && !talk.quiet) {
        let are = if gone == 1 { "is" } else { "are" };
        let files = count(gone, "file");
        say(format_args!("{files} of the last run {are} not among the inputs any more, and left out of the tables"));
    }
    heed_interrupts();

    let bytes = units.iter().map(|unit| unit.bytes).sum();
    let mut progress = Progress::new(units.len(), bytes, talk);
    let mut all = Tally::default();
    let part = Part::open(&folder, &headers, &stamp, &units, |line| all.add(&line.tally))?;
    let done = part.done;
    if done > 0 {
        progress.skip(done, units[..done].iter().map(|unit| unit.bytes).sum());
        if !talk.quiet {
            progress.say(&format!("goes on behind {}", message::files_done(done)));
        }
    }
    let mut work = Work::new(&units, &plans, set, stamp, part, progress, all);
    let places: Vec<usize> = (done..units.len()).filter(|at| plans[*at].is_none()).collect();
    // The place behind the last file that was given out to be read.
    let given = AtomicUsize::new(done);
    let todo = inputs.into_iter().enumerate().skip(done).filter(|(at, _)| plans[*at].is_none());
    let feed = todo.map_while(|(at, input)| {
        let goes_on = !STOP.load(Ordering::Relaxed);
        goes_on.then(|| given.store(at + 1, Ordering::Relaxed)).map(|()| input)
    });
    let corpus = read::corpus(&task.reading)?;
    let ended = corpus.run_from(
        feed,
        |entry: Entry| outputs.of(&entry),
        |at, result| {
            let place = places[at];
            let chunk = result.unwrap_or_else(|error| outputs.failure(&units[place].path, error));
            work.take(place, chunk).map_or_else(ControlFlow::Break, ControlFlow::Continue)
        },
    );
    let stopped = STOP.load(Ordering::Relaxed);
    match ended {
        ControlFlow::Break(Halt::Because(stop)) => return Err(stop),
        ControlFlow::Break(Halt::InsideFile) => {}
        ControlFlow::Continue(()) if stopped => work.advance(given.load(Ordering::Relaxed))?,
        ControlFlow::Continue(()) => work.advance(units.len())?,
    }
    work.end(&outputs, &task, talk)
}

/// Ctrl-C ends the run between two files, a second one at once.
fn heed_interrupts() {
    // Where it cannot be heeded, the run ends as if killed; nothing is lost by that.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(super::STOPPED.into());
        }
        say("finishes the files in work; Ctrl-C again stops at once");
    });
}

fn nothing_new(set: &mut Set, folder: &Folder, talk: Talk) -> Result<End, Stop> {
    let mut all = Tally::default();
    for at in 0..set.len() {
        let line = set.line(at).map_err(|error| Stop::Because(named(&folder.path, &error)))?;
        all.add(&line.tally);
    }
    folder.clear();
    if !talk.quiet {
        say(format_args!("nothing new in {}; {} is as it was", count(set.len(), "file"), folder.path.display()));
    }
    Ok(end_of(&all))
}

/// What results depend on besides the texts.
fn stamp(rules: &tigang::Rules, outputs: &Outputs, task: &args::Run) -> Stamp {
    let reading = &task.reading;
    let shown = format!(
        "{:?} {:?} {} {} {} {:?} {:?}",
        outputs.headers().iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        task.columns,
        task.bom,
        task.words,
        tigang::Offsets::from(task.offsets).name(),
        reading.text_field,
        reading.id_field
    );
    Stamp {
        tigang: env!("CARGO_PKG_VERSION").to_owned(),
        rules: progress::rules_hash(rules),
        options: plan::hex(&Sha256::digest(shown)[..8]),
    }
}

/// What a run before left in the folder.
fn before(folder: &Path, stamp: &Stamp, headers: &[(String, Vec<u8>)], talk: Talk) -> Result<Option<Set>, Stop> {
    let note = |message: String| {
        if !talk.quiet {
            say(message);
        }
    };
    match Set::read(folder) {
        Ok(set) if set.len() == 0 => Ok(None),
        Ok(set) if set.stamp() == Some(stamp) => Ok(Some(set)),
        Ok(set) => {
            note("the rules, the flags or tigang changed since the last run: everything is read again".to_owned());
            let ours = |name: &str| headers.iter().any(|(own, _)| own == name);
            let stays: Vec<&str> =
                set.headers.iter().map(|(name, _)| name.as_str()).filter(|name| !ours(name)).collect();
            if !stays.is_empty() {
                let are = if stays.len() == 1 { "is" } else { "are" };
                note(format!("{} {are} from the last run and not written again", stays.join(", ")));
            }
            Ok(None)
        }
        Err(Unfit::New) => {
            let there = headers.iter().map(|(name, _)| folder.join(name)).find(|path| path.exists());
            there.map_or(Ok(None), |path| {
                let message = "is there already, and not from a run; choose another folder, or --force";
                Err(Stop::Because(format!("{}: {message}", path.display())))
            })
        }
        Err(Unfit::Changed(path)) => {
            let message = "was changed since the last run; keep it under another name, then use --force";
            Err(Stop::Because(format!("{}: {message}", path.display())))
        }
        Err(Unfit::Io(path, error)) if error.kind() == std::io::ErrorKind::NotFound => {
            note(format!("{}: is gone: everything is read again", path.display()));
            Ok(None)
        }
        Err(Unfit::Io(path, error)) => Err(Stop::Because(named(&path, &error))),
    }
}

/// Of every file where its results stand already; nothing where it is to be read.
fn plans(units: &[Unit], set: Option<&mut Set>) -> std::io::Result<Vec<Option<usize>>> {
    let Some(set) = set else {
        return Ok(vec![None; units.len()]);
    };
    let mut plans = Vec::with_capacity(units.len());
    for unit in units {
        let same = |at: &usize| !set.kept(*at).failed && set.kept(*at).bytes == unit.bytes;
        let mut found = set.find(&unit.path).filter(same);
        // Copied and touched files have a new time and the old bytes.
        if let Some(at) = found.filter(|at| set.kept(*at).mtime_ns != unit.mtime_ns) {
            let hash = set.line(at)?.sha256;
            found = found.filter(|_| hash.is_some() && plan::file_hash(Path::new(&unit.path)) == hash);
        }
        plans.push(found);
    }
    Ok(plans)
}

/// Whether the folder has what this run would write.
fn settled(set: &Set, units: &[Unit], plans: &[Option<usize>]) -> bool {
    let same = |(place, (unit, plan)): (usize, (&Unit, &Option<usize>))| {
        let kept = plan.filter(|at| *at == place).map(|at| set.kept(at));
        kept.is_some_and(|kept| (kept.number, kept.mtime_ns) == (unit.number, unit.mtime_ns))
    };
    set.len() == units.len() && units.iter().zip(plans).enumerate().all(same)
}

/// Whether any text of a result failed, and how to say so.
fn end_of(all: &Tally) -> End {
    if all.failures > 0 { End::Failed } else { End::Fine }
}
