//! `tigang run` is killed, stopped, starved of disk and run again: what stands at the end is always the same.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

const TOP: &str = env!("CARGO_MANIFEST_DIR");
const TIGANG: &str = env!("CARGO_BIN_EXE_tigang");

/// What is made of the tables once they are whole.
const MADE: &str = "parquet,sqlite,xlsx,brat,labelstudio";

/// A fresh folder with an archive in it, gone afterwards.
struct Room(PathBuf);

impl Room {
    fn new(name: &str, files: usize) -> Self {
        let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("run-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&room);
        let room = Self(room);
        for at in 0..files {
            room.put(&format!("in/{}/{at:03}.txt", at % 7), &speech(at));
        }
        room.put("in/3/table.csv", "编号,正文\n1,一、存在问题。前期工作滞后。\n2,\"二、下步工作\n要抓好招商。\"\n3\n");
        room.put("in/4/broken.docx", "PK\u{3}\u{4} no such archive");
        room
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(TIGANG);
        command.args(arguments.split(' ')).current_dir(&self.0).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &str) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Every file in a folder and those below it, those a run keeps to itself too.
    fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(self.0.join(folder)).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            if entry.path().is_dir() {
                let below = self.files(&format!("{folder}/{name}"));
                files.extend(below.into_iter().map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
            } else {
                files.insert(name, fs::read(entry.path()).unwrap());
            }
        }
        files
    }

    /// Waits until a run has put more than so many bytes of its manifest on the disk, or has ended; how many there are.
    fn more_done(&self, run: &mut Child, before: u64) -> u64 {
        loop {
            let there = fs::metadata(self.0.join("out/.tigang/part/manifest.jsonl")).map_or(0, |found| found.len());
            if there > before || run.try_wait().unwrap().is_some() {
                return there;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn assert_same(&self, one: &str, other: &str) {
        let (one, other) = (self.files(one), self.files(other));
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (name, bytes) in &one {
            assert!(*bytes == other[name], "{name} differs: {} and {} bytes", bytes.len(), other[name].len());
        }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A speech unlike the others.
fn speech(seed: usize) -> String {
    let mut texts: Vec<PathBuf> =
        fs::read_dir(Path::new(TOP).join("corpus")).unwrap().map(|entry| entry.unwrap().path()).collect();
    texts.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    texts.sort();
    let text = fs::read_to_string(&texts[seed % texts.len()]).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    let turn = seed % lines.len();
    lines.rotate_left(turn);
    format!("第{seed}号讲话\n{}\n", lines.join("\n"))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let room = Room::new("threads", 60);
    for threads in [1, 2, 8] {
        let done = room.run(&format!("run in -o out{threads} -f csv,tsv,jsonl,{MADE} -j {threads}"));
        assert_eq!(done.status.code(), Some(3), "{}", said(&done));
    }
    room.assert_same("out1", "out2");
    room.assert_same("out1", "out8");
    let errors = String::from_utf8(room.files("out1")["errors.jsonl"].clone()).unwrap();
    assert_eq!(errors.lines().count(), 2, "{errors}");
    assert!(errors.contains("\"place\":\"in/3/table.csv:5\""), "{errors}");
    assert!(errors.contains("\"path\":\"in/4/broken.docx\""), "{errors}");
}

#[test]
fn a_run_that_is_killed_again_and_again_ends_as_if_it_never_was() {
    let room = Room::new("killed", 120);
    let mut random = 88_172_645_463_325_252_u64;
    let mut next = |most: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % most
    };
    let (mut resumed, mut done) = (0, 0);
    for round in 0..20 {
        let mut run = room.command("run in -o out -f jsonl,parquet,xlsx,brat").stderr(Stdio::piped()).spawn().unwrap();
        // At any moment, and now and then soon after something was done.
        if round % 2 == 0 {
            done = room.more_done(&mut run, done);
            thread::sleep(Duration::from_millis(next(300)));
        } else {
            thread::sleep(Duration::from_millis(30 + next(1000)));
        }
        // Done already: then there is something new to do.
        if run.try_wait().unwrap().is_some() {
            done = 0;
            room.put(&format!("in/{}/{:03}.txt", round % 7, round), &speech(500 + round));
            room.put(&format!("in/2/new-{round}.txt"), &speech(900 + round));
        }
        let _ = run.kill();
        let said = said(&run.wait_with_output().unwrap());
        resumed += usize::from(said.contains("goes on behind"));
        // A power cut may leave more: the end of a table whose line in the manifest never came, or half of one.
        let part = room.0.join("out/.tigang/part");
        if round % 3 == 0 && part.exists() {
            for name in ["items.csv", "manifest.jsonl"] {
                let mut file = File::options().append(true).create(true).open(part.join(name)).unwrap();
                file.write_all("{\"number\":7,\"path\":\"in/".as_bytes()).unwrap();
            }
        }
    }
    assert!(resumed > 0, "no run went on where one was killed");
    let last = room.run("run in -o out -f jsonl,parquet,xlsx,brat");
    assert_eq!(last.status.code(), Some(3), "{}", said(&last));
    room.run("run in -o fresh -f jsonl,parquet,xlsx,brat -j 1");
    room.assert_same("out", "fresh");
}

#[test]
fn a_later_run_reads_only_what_is_new_changed_or_failed() {
    let room = Room::new("later", 40);
    let run = |folder: &str| said(&room.run(&format!("run in -o {folder} -f csv,jsonl")));
    run("out");
    room.put("in/5/new.txt", &speech(700));
    room.put("in/0/000.txt", &speech(701));
    fs::remove_file(room.0.join("in/1/001.txt")).unwrap();
    // Touched, and the same.
    room.put("in/2/002.txt", &speech(2));
    let told = run("out");
    // The archive that failed is tried again; the table has rows that are done.
    assert!(told.contains("2 read in"), "{told}");
    run("fresh");
    room.assert_same("out", "fresh");
    fs::remove_file(room.0.join("in/4/broken.docx")).unwrap();
    fs::write(room.0.join("in/3/table.csv"), "编号,正文\n1,一、存在问题。\n").unwrap();
    assert_eq!(room.run("run in -o out -f csv,jsonl").status.code(), Some(0));
    let before = room.files("out");
    let told = run("out");
    assert!(told.contains("nothing new in 41 files"), "{told}");
    assert!(before == room.files("out"));
}

#[test]
fn a_table_somebody_wrote_to_is_not_lost() {
    let room = Room::new("edited", 3);
    room.run("run in -o out");
    let mut items = File::options().append(true).open(room.0.join("out/items.csv")).unwrap();
    items.write_all(b"mine\n").unwrap();
    room.put("in/0/new.txt", "一、抓安全。");
    for arguments in ["run in -o out", "run in -o out --bom"] {
        let refused = room.run(arguments);
        assert_eq!(refused.status.code(), Some(2));
        assert!(said(&refused).contains("out/items.csv: was changed since the last run"), "{}", said(&refused));
    }
    assert_eq!(room.run("run in -o out --force").status.code(), Some(3));
    room.run("run in -o fresh");
    room.assert_same("out", "fresh");
}

#[test]
fn what_somebody_worked_on_is_not_lost() {
    let room = Room::new("annotated", 3);
    room.run("run in -o out -f brat,xlsx");
    room.put("in/0/new.txt", "一、抓安全。");
    let touched = ["brat/in/0/000.txt.ann", "tables.xlsx"];
    for name in touched {
        let path = room.0.join("out").join(name);
        let was = fs::read(&path).unwrap();
        File::options().append(true).open(&path).unwrap().write_all(b"mine\n").unwrap();
        let refused = room.run("run in -o out -f brat,xlsx");
        assert_eq!(refused.status.code(), Some(2), "{name}");
        let first = name.split('/').next().unwrap();
        assert!(said(&refused).contains(&format!("out/{first}: was changed since the last run")), "{}", said(&refused));
        assert!(fs::read(&path).unwrap().ends_with(b"mine\n"));
        fs::write(&path, was).unwrap();
    }
    assert_eq!(room.run("run in -o out -f brat,xlsx").status.code(), Some(3));
    room.run("run in -o fresh -f brat,xlsx");
    room.assert_same("out", "fresh");
    // Nor what is no run's.
    fs::write(room.0.join("out/tables.sqlite"), "mine").unwrap();
    let refused = room.run("run in -o out -f brat,xlsx,sqlite");
    assert!(said(&refused).contains("tables.sqlite: is there already, and not from a run"), "{}", said(&refused));
}

#[test]
fn a_small_disk_is_told_wherever_it_ends_and_nothing_is_lost() {
    let room = Room::new("small", 20);
    let formats = format!("jsonl,{MADE}");
    assert_eq!(room.run(&format!("run -q in -o fresh -f {formats}")).status.code(), Some(3));
    let whole: u64 = room.files("fresh").values().map(|bytes| bytes.len() as u64).sum();
    // A disk of memory in a name space of our own, made larger once it is full.
    let script = "mkdir disk && mount -t tmpfs -o size=$1k none disk || exit 77
        \"$0\" run -q in -o disk -f $2; echo $?; ls disk
        mount -o remount,size=1g none disk && \"$0\" run -q in -o disk -f $2; echo $?; cp -r disk kept";
    for part in [1, 30, 60, 85] {
        let (size, arguments) = ((whole * part / 100 / 1024).to_string(), ["-rm", "sh", "-c", script, TIGANG]);
        let mut command = Command::new("unshare");
        let command = command.args(arguments).args([&size, &formats]).current_dir(&room.0);
        let output = match command.stdin(Stdio::null()).output() {
            Ok(output) if output.status.success() => output,
            _ => return eprintln!("skipped, no disk can be mounted here"),
        };
        let told = said(&output);
        assert_eq!(String::from_utf8_lossy(&output.stdout), "2\n3\n", "{part} %: {told}");
        assert!(told.contains("no space left on the device; what is done is kept: make room and run"), "{told}");
        room.assert_same("fresh", "kept");
        fs::remove_dir_all(room.0.join("kept")).unwrap();
        fs::remove_dir(room.0.join("disk")).unwrap();
    }
}

#[test]
fn a_device_that_is_full_is_told() {
    let room = Room::new("device", 3);
    for (arguments, named) in
        [("extract in/0 --format jsonl", "standard output"), ("extract in/0 -o /dev/full", "/dev/full")]
    {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = room.command(arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        assert!(said(&output).contains(&format!("{named}: no space left on the device")), "{}", said(&output));
    }
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let room = Room::new("full", 60);
    let limited = "trap '' XFSZ; ulimit -f 256; exec \"$0\" run in -o out -f jsonl";
    let full = Command::new("sh").args(["-c", limited, TIGANG]).current_dir(&room.0).output().unwrap();
    assert_eq!(full.status.code(), Some(2), "{}", said(&full));
    assert!(said(&full).contains("documents.jsonl: "), "{}", said(&full));
    assert!(said(&full).contains("make room and run the same command again"), "{}", said(&full));
    assert!(!room.0.join("out/documents.jsonl").exists());
    room.run("run in -o out -f jsonl");
    room.run("run in -o fresh -f jsonl");
    room.assert_same("out", "fresh");
}

#[test]
fn ctrl_c_keeps_what_is_done() {
    let room = Room::new("stopped", 150);
    let mut run = room.command("run in -o out -f csv").stderr(Stdio::piped()).spawn().unwrap();
    room.more_done(&mut run, 0);
    Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap();
    let stopped = run.wait_with_output().unwrap();
    if stopped.status.code() == Some(130) {
        assert!(said(&stopped).contains("the same command goes on from here"), "{}", said(&stopped));
        assert!(!room.0.join("out/items.csv").exists());
        assert!(said(&room.run("run in -o out -f csv")).contains("goes on behind"));
    }
    room.run("run in -o out -f csv");
    room.run("run in -o fresh -f csv");
    room.assert_same("out", "fresh");
}

#[test]
fn shards_joined_are_the_whole() {
    let room = Room::new("shards", 50);
    room.run(&format!("run in -o whole -f csv,jsonl,{MADE}"));
    for shard in 1..=3 {
        room.run(&format!("run in -o part{shard} -f csv,jsonl,{MADE} --shard {shard}/3"));
    }
    let joined = room.run("merge part2 part1 part3 -o joined");
    assert_eq!(joined.status.code(), Some(3), "{}", said(&joined));
    room.assert_same("whole", "joined");
    let twice = room.run("merge part1 part1 -o twice");
    assert!(said(&twice).contains("hold the same files"), "{}", said(&twice));
    assert_eq!(twice.status.code(), Some(2));
    assert!(said(&room.run("merge part1 part2 -o most")).contains("in none of these folders"));
}
