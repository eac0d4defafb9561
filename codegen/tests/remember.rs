//! With a memory of an earlier run, whatever that is worth, the result is what it is without.
#![allow(clippy::unwrap_used)]

mod repository;

use std::fs;

use proptest::prelude::*;
use repository::Repository;
use wechatpay_codegen::sync::{Changes, Mode};
use wechatpay_codegen::{GenerateError, Generated, generate, generate_remembering};

/// The generator that the tests pretend to be.
const GENERATOR: u64 = 1;

fn run(repository: &Repository, mode: Mode) -> Result<Generated, GenerateError> {
    generate_remembering(repository.root(), mode, &repository.memory(GENERATOR))
}

#[test]
fn only_a_memory_of_this_generator_saves_work() {
    let repository = Repository::with_one_spec("remembered");
    let first = run(&repository, Mode::Write).unwrap();
    assert_eq!((first.parsed, first.operations), (1, 1));
    let second = run(&repository, Mode::Check).unwrap();
    assert_eq!(second.parsed, 0, "the memory is not used");
    assert_eq!((second.operations, second.types), (1, first.types));
    assert_eq!(second.changes.unchanged, first.changes.written());
    assert!(second.changes.is_empty());
    let memory = repository.memory(GENERATOR + 1);
    let other = generate_remembering(repository.root(), Mode::Check, &memory).unwrap();
    assert_eq!((other.parsed, other.changes), (1, second.changes));
}

#[test]
fn a_damaged_memory_is_as_good_as_none() {
    let repository = Repository::with_one_spec("damaged");
    run(&repository, Mode::Write).unwrap();
    let expected = generate(repository.root(), Mode::Check).unwrap();
    let memory = fs::read(repository.path("memory")).unwrap();
    for at in 0..memory.len() {
        let mut other = memory.clone();
        other[at] ^= 1 << (at % 8);
        for damaged in [&other[..], &memory[..at]] {
            repository.write("memory", damaged);
            assert_eq!(run(&repository, Mode::Check).unwrap(), expected, "{at}");
        }
    }
}

#[test]
fn the_memory_of_another_repository_changes_nothing() {
    let (one, two) = (
        Repository::with_one_spec("one"),
        Repository::with_one_spec("two"),
    );
    let spec = "specs/v3/a/b.yaml";
    let text = two.read(spec).replacen("待填写", "下单", 1);
    assert_ne!(
        text,
        two.read(spec),
        "the skeleton has no such name any more"
    );
    two.write(spec, text);
    for repository in [&one, &two] {
        run(repository, Mode::Write).unwrap();
    }
    fs::copy(one.path("memory"), two.path("memory")).unwrap();
    assert!(run(&two, Mode::Write).unwrap().changes.is_empty());
    assert!(two.read("generated/src/v3/a/b.rs").contains("下单"));
}

#[test]
fn whatever_changed_since_is_noticed() {
    let repository = Repository::with_one_spec("forgetful");
    let run = || run(&repository, Mode::Write).unwrap();
    run();
    let file = "generated/src/v3/a/b.rs";
    let right = repository.read(file);

    repository.write(file, right.replacen("pub", "bup", 1));
    assert_eq!(run().changes.changed, [file], "of the same length");
    fs::remove_file(repository.path(file)).unwrap();
    assert_eq!(run().changes.created, [file]);
    assert_eq!(repository.read(file), right);

    let stray = "generated/src/v3/stray.rs";
    repository.write(stray, &right);
    assert_eq!(run().changes.deleted, [stray]);

    let spec = "specs/v3/a/b.yaml";
    repository.write(spec, format!("{}\n# a comment\n", repository.read(spec)));
    assert!(run().changes.is_empty());
    let moved = repository.path("specs/v3/a/c.yaml");
    fs::rename(repository.path(spec), moved).unwrap();
    assert_eq!(run().changes.deleted, [file]);
    assert!(repository.path("generated/src/v3/a/c.rs").exists());
}

/// The catalogue's own specs, each group with one of them changed.
#[test]
fn only_the_changed_spec_of_the_catalogue_is_parsed() {
    let repository = Repository::empty("catalogue");
    for name in [
        "specs",
        "generated/src",
        "generated/tables",
        "generated/Cargo.toml",
    ] {
        repository.take(name);
    }
    run(&repository, Mode::Write).unwrap();
    for (change, file) in [
        ("商户号", "specs/v3/pay/_types.yaml"),
        ("name:", "specs/v3/certificates.yaml"),
        ("label:", "specs/notifications/TRANSACTION.SUCCESS.yaml"),
    ] {
        let text = repository.read(file);
        assert!(text.contains(change), "{file}");
        repository.write(file, text.replace(change, &format!("{change} 改")));
        let done = run(&repository, Mode::Write).unwrap();
        assert!(done.changes.written() > 0, "{file}");
        assert_eq!(done.parsed, 1, "{file}");
        let left = generate(repository.root(), Mode::Check).unwrap();
        assert!(left.changes.is_empty(), "{file}: {:?}", left.changes);
        let unchanged = done.changes.unchanged + done.changes.written();
        assert_eq!(left.changes.unchanged, unchanged, "{file}");
    }
}

/// Something that happens between two runs; a number chooses the file, counted round.
#[derive(Debug, Clone)]
enum Event {
    /// A spec gets a line that says nothing.
    Comment(usize),
    /// A label of a spec gets longer.
    Label(usize),
    /// A spec gets a key that there is not.
    Mistake(usize),
    /// A spec is no YAML any more.
    NoYaml(usize),
    /// A spec is as it was in the beginning.
    Mended,
    /// A spec describes another URL.
    Moved(usize),
    /// A byte of a generated file is another one.
    ByHand(usize),
    /// A generated file is gone.
    Lost(usize),
    /// A bit of the memory is another one.
    Damage(usize),
    /// The rest of the memory is gone.
    Cut(usize),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = (0..10, any::<usize>()).prop_map(|(kind, which)| match kind {
        0 => Event::Comment(which),
        1 => Event::Label(which),
        2 => Event::Mistake(which),
        3 => Event::NoYaml(which),
        4 | 5 => Event::Mended,
        6 => Event::Moved(which),
        7 => Event::ByHand(which),
        8 => Event::Lost(which),
        _ if which % 2 == 0 => Event::Damage(which / 2),
        _ => Event::Cut(which / 2),
    });
    proptest::collection::vec(event, 1..8)
}

/// The specs of the tests with events, as they were in the beginning.
const SPECS: &str = "specs/v3/parking";

fn happen(repository: &Repository, event: &Event) {
    let pick = |folder: &str, which: usize| {
        let files = repository.files(folder);
        files[which % files.len()].clone()
    };
    let edit = |which: usize, edit: &dyn Fn(&str) -> String| {
        let file = pick(SPECS, which);
        repository.write(&file, edit(&repository.read(&file)));
    };
    let generated = |which: usize| pick("generated", which);
    match *event {
        Event::Comment(which) => edit(which, &|text| format!("{text}# nothing\n")),
        Event::Label(which) => edit(which, &|text| text.replacen("label: ", "label: 改", 1)),
        Event::Mistake(which) => edit(which, &|text| format!("{text}nonsense: 1\n")),
        Event::NoYaml(which) => edit(which, &|text| format!("{text}  - [\n")),
        Event::Mended => {
            fs::remove_dir_all(repository.path(SPECS)).unwrap();
            repository.take(SPECS);
        }
        Event::Moved(which) => {
            let from = pick(SPECS, which);
            let to = from.replace(".yaml", "_moved.yaml");
            fs::rename(repository.path(&from), repository.path(&to)).unwrap();
        }
        Event::ByHand(which) => {
            let file = generated(which);
            let mut content = fs::read(repository.path(&file)).unwrap();
            // Not in the first line, which says that the file is generated.
            if let Some(byte) = content.last_mut() {
                *byte ^= 1;
            }
            repository.write(&file, content);
        }
        Event::Lost(which) => {
            let file = generated(which);
            if !file.ends_with("lib.rs") && !file.ends_with("Cargo.toml") {
                fs::remove_file(repository.path(&file)).unwrap();
            }
        }
        Event::Damage(which) | Event::Cut(which) => {
            let mut memory = fs::read(repository.path("memory")).unwrap_or_default();
            let length = memory.len().max(1);
            if matches!(event, Event::Cut(_)) {
                memory.truncate(which % length);
            } else if let Some(byte) = memory.get_mut(which % length) {
                *byte ^= 1;
            }
            repository.write("memory", memory);
        }
    }
}

/// What a run says: what it changes, or what is wrong with the specs.
fn outcome(done: Result<Generated, GenerateError>) -> Result<(usize, usize, Changes), String> {
    let facts = |done: Generated| (done.operations, done.types, done.changes);
    done.map(facts).map_err(|error| error.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() })]

    #[test]
    fn whatever_happens_between_runs_the_memory_changes_no_result(events in events()) {
        let repository = Repository::empty("events");
        repository.take(SPECS);
        outcome(run(&repository, Mode::Write)).unwrap();
        for event in events {
            happen(&repository, &event);
            let expected = outcome(generate(repository.root(), Mode::Check));
            let checked = outcome(run(&repository, Mode::Check));
            prop_assert_eq!(&checked, &expected, "{:?}", event);
            let written = outcome(run(&repository, Mode::Write));
            prop_assert_eq!(&written, &expected, "{:?}", event);
            if written.is_ok() {
                let (_, _, left) = outcome(generate(repository.root(), Mode::Check)).unwrap();
                prop_assert!(left.is_empty(), "{:?}: {:?}", event, left);
            }
        }
    }
}
