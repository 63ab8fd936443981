//! A process that appends is killed at any moment: whole batches only, and what was acknowledged is there.

use crate::common::{City, corrections, incidents, text};
use aula_model::Seq;
use aula_store::contract::sample;
use aula_store::{GpkgStore, Store};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const KILLS: u64 = 24;

/// Sizes of the batches, over and over: small ones keep the index up, the large one makes it anew.
const SIZES: [usize; 5] = [3, 700, 1, 21_000, 5_000];

#[test]
fn a_process_killed_at_any_moment_leaves_whole_batches_only() {
    const NAME: &str = "crash::a_process_killed_at_any_moment_leaves_whole_batches_only";
    if let Some(path) = std::env::var_os("AULA_STORE_APPEND_TO") {
        append_for_ever(Path::new(&path));
    }
    let mut random = ChaCha8Rng::seed_from_u64(20_240_301);
    let mut acknowledged_in_all = 0;
    let mut city = City::new();
    for kill in 0..KILLS {
        // A new file now and then, so that its making is met as well and the checks stay short.
        if kill % 6 == 0 {
            city = City::new();
        }
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([NAME, "--exact", "--nocapture"])
            .env("AULA_STORE_APPEND_TO", &city.path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::sleep(Duration::from_millis(random.random_range(0..700)));
        child.kill().unwrap();
        child.wait().unwrap();
        let said = output.lines().map_while(Result::ok);
        let acknowledged = said.filter_map(|line| line.strip_prefix("durable ")?.parse::<u64>().ok()).last();
        acknowledged_in_all += u64::from(acknowledged.is_some());
        let store = match GpkgStore::open(&city.path) {
            Err(aula_store::StoreError::Missing(_)) if acknowledged.is_none() => continue,
            opened => opened.unwrap(),
        };
        let head = store.head().unwrap();
        assert!(head >= Seq(acknowledged.unwrap_or(0)), "kill {kill}: {head} is before {acknowledged:?}");
        for batch in store.batches(Seq(0)).unwrap() {
            let size: usize = batch.origin.summary.as_deref().unwrap().parse().unwrap();
            assert_eq!(batch.last.0 + 1 - batch.first.0, size as u64, "kill {kill}: a batch is whole");
        }
        let report = store.check().unwrap();
        assert!(report.is_clean(), "kill {kill}: {}", text(&report));
    }
    assert!(
        acknowledged_in_all >= KILLS / 4,
        "most children were killed before they did anything: {acknowledged_in_all}"
    );
}

fn append_for_ever(path: &Path) -> ! {
    let store = GpkgStore::open_or_create(path).unwrap();
    for (n, size) in SIZES.iter().copied().cycle().enumerate() {
        let changes = if n % 2 == 0 { incidents(10_000 * n..10_000 * n + size) } else { corrections(size) };
        let mut batch = sample::batch(changes);
        batch.origin.summary = Some(size.to_string());
        let seq = store.append(batch, None).unwrap();
        println!("durable {seq}");
        std::io::stdout().flush().unwrap();
    }
    std::process::exit(1)
}

#[test]
fn two_processes_append_to_one_file_and_nothing_is_lost() {
    const NAME: &str = "crash::two_processes_append_to_one_file_and_nothing_is_lost";
    const EACH: usize = 40;
    if let Ok(argument) = std::env::var("AULA_STORE_SHARE") {
        let (writer, path) = argument.split_once(':').unwrap();
        let writer: usize = writer.parse().unwrap();
        let store = GpkgStore::open_or_create(Path::new(path)).unwrap();
        for n in 0..EACH {
            let first = 100_000 * writer + 10 * n;
            store.append(sample::batch(incidents(first..first + 10)), None).unwrap();
        }
        return;
    }
    let city = City::new();
    let start = |writer: usize| {
        Command::new(std::env::current_exe().unwrap())
            .args([NAME, "--exact"])
            .env("AULA_STORE_SHARE", format!("{writer}:{}", city.path.display()))
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    let children = [1, 2, 3].map(start);
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let store = city.store();
    assert_eq!(store.head().unwrap(), Seq(3 * 10 * EACH as u64));
    let mut found = 0;
    store
        .current(aula_model::Kind::Incident, &mut |records| {
            found += records.len();
            Ok(())
        })
        .unwrap();
    assert_eq!(found, 3 * 10 * EACH);
    let report = store.check().unwrap();
    assert!(report.is_clean(), "{}", text(&report));
}
