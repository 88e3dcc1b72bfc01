//! `tigang merge`: the folders several machines filled become one, as if one had done it all.

use std::path::Path;
use std::time::Duration;

use tigang::Layer;

use super::made::Made;
use super::manifest::{MANIFEST, Set, Tally, Unfit};
use super::part::{Folder, Part};
use super::progress::summary;
use super::{End, Stop, Talk, args, count, end_of, named, say};

pub(crate) fn run(task: args::Merge, talk: Talk) -> Result<End, Stop> {
    let mut sets = task.folders.iter().map(|folder| read(folder)).collect::<Result<Vec<_>, _>>()?;
    // A part may have got no file at all.
    sets.retain(|set| set.len() > 0);
    let Some(first) = sets.first() else {
        return Err(Stop::Because("none of these folders holds results".to_owned()));
    };
    if let Some(other) = sets.iter().find(|set| set.stamp() != first.stamp() || set.headers != first.headers) {
        let message = "were made with different flags, rules or versions of tigang; run one of them again";
        return Err(Stop::Because(format!("{} and {} {message}", first.folder().display(), other.folder().display())));
    }
    let Some(stamp) = first.stamp().cloned() else {
        return Err(Stop::Because(format!("{}: {MANIFEST} is damaged; run it again", first.folder().display())));
    };
    let headers = first.headers.clone();
    let first = first.folder().to_owned();
    let mut places: Vec<(usize, usize, usize)> = Vec::new();
    for (which, set) in sets.iter().enumerate() {
        places.extend((0..set.len()).map(|at| (set.kept(at).number, which, at)));
    }
    places.sort_unstable();
    if let Some(pair) = places.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let (one, two) = (sets[pair[0].1].folder().display(), sets[pair[1].1].folder().display());
        return Err(Stop::Because(format!("{one} and {two} hold the same files; name each part once")));
    }
    if task.output.join(MANIFEST).exists() && !task.force {
        let message = "holds results already; choose another folder, or --force";
        return Err(Stop::Because(format!("{}: {message}", task.output.display())));
    }
    let folder = Folder::open(&task.output)?;
    let mut part = Part::open(&folder, &headers, &stamp, &[], |_| ())?;
    let mut all = Tally::default();
    for (_, which, at) in &places {
        let set = &mut sets[*which];
        let line = set.line(*at).map_err(|error| Stop::Because(named(set.folder(), &error)))?;
        part.copy(set, *at, &line)?;
        all.add(&line.tally);
        part.close(line)?;
    }
    let made: Vec<Made> =
        Made::ALL.iter().copied().filter(|made| first.join(&made.names(&Layer::ALL)[0]).exists()).collect();
    let notes = part.make(&made)?;
    part.finish()?;
    if !talk.quiet {
        notes.iter().for_each(say);
        for line in summary(&all, &Tally::default(), Duration::ZERO, task.language.lang) {
            say(line);
        }
        say(format_args!("written to {}", task.output.display()));
    }
    let missing = places.last().map_or(0, |last| last.0 + 1) - places.len();
    if missing > 0 {
        let are = if missing == 1 { "is" } else { "are" };
        say(format_args!("{} {are} in none of these folders; is a part missing?", count(missing, "file")));
        return Ok(End::Failed);
    }
    Ok(end_of(&all))
}

fn read(folder: &Path) -> Result<Set, Stop> {
    let message = match Set::read(folder) {
        Ok(set) => return Ok(set),
        Err(Unfit::New) => format!("{}: no {MANIFEST} in it; name the folders tigang run wrote", folder.display()),
        Err(Unfit::Changed(path)) => format!("{}: was changed since its run; run it again", path.display()),
        Err(Unfit::Io(path, error)) => named(&path, &error),
    };
    Err(Stop::Because(message))
}
