use super::*;
use crate::model::{Image, Layer, RegistryId};

/// `count` images of one layer each, and all of them have the layer 0.
fn images(count: usize) -> Images {
    let image = |at: usize| Image {
        name: format!("image-{at}"),
        registry: RegistryId::new(0),
        layers: vec![LayerId::new(0), LayerId::new(at + 1)],
        pull_failure_millionths: 0,
    };
    let layers = vec![Layer { bytes: 1 }; count + 1];
    Images { images: (0..count).map(image).collect(), layers, ..Images::default() }
}

fn minutes(minutes: u64) -> SimTime {
    SimTime::from_secs(60 * minutes)
}

fn image(at: usize) -> ImageId {
    ImageId::new(at)
}

fn task(slot: u32) -> TaskId {
    TaskId::new(slot, 0)
}

/// Those of the images 0…`count` that are there, after the cleanups up to a minute.
fn left(cache: &mut Cache, images: &Images, minute: u64) -> Vec<usize> {
    cache.clean_up(images, minutes(minute));
    (0..images.images.len()).filter(|at| cache.has(image(*at))).collect()
}

/// Each cycle of 30 minutes deletes five at most, those not used for longest first, none before it is an hour old.
#[test]
fn p3_7_3_cleanups_delete_five_old_images_a_cycle() {
    let all = images(7);
    let mut cache = Cache::new(ImagePullBehavior::Default, &[], &all, SimTime::ZERO);
    for at in 0..7 {
        cache.pulled(image(at), &all, minutes(at as u64));
    }
    assert_eq!(
        left(&mut cache, &all, 89).len(),
        7,
        "the cleanup at 60 finds none that is older than an hour"
    );
    assert_eq!(left(&mut cache, &all, 90), [5, 6]);
    assert!(cache.has_layer(LayerId::new(0)), "others have the layer too");
    assert!(!cache.has_layer(LayerId::new(1)));
    assert_eq!(left(&mut cache, &all, 119), [5, 6]);
    assert_eq!(left(&mut cache, &all, 120), [0; 0]);
    assert!(!cache.has_layer(LayerId::new(0)));
}

/// What a task uses stays, and three hours after its end, when the agent removes its containers.
#[test]
fn p3_7_3_images_in_use_stay() {
    let all = images(2);
    let mut cache = Cache::new(ImagePullBehavior::Once, &[], &all, SimTime::ZERO);
    cache.pulled(image(0), &all, minutes(1));
    cache.used_by(task(0), image(0), minutes(1));
    cache.used_by(task(1), image(0), minutes(2));
    cache.released_by(task(0), image(0), minutes(20));
    assert_eq!(left(&mut cache, &all, 10_000), [0], "another task uses it");
    cache.released_by(task(1), image(0), minutes(10_005));
    assert_eq!(left(&mut cache, &all, 10_199), [0]);
    assert!(!cache.is_to_be_pulled(image(0)));
    assert_eq!(left(&mut cache, &all, 10_200), [0; 0]);
    assert!(cache.is_to_be_pulled(image(0)), "once means once until it is cleaned up");
}

/// Images of the machine image are nobody's business before a task has used them, and `prefer-cached` deletes nothing.
#[test]
fn p3_7_3_what_the_agent_has_not_used_stays() {
    let all = images(2);
    let mut cache = Cache::new(ImagePullBehavior::Default, &[image(0), image(1)], &all, SimTime::ZERO);
    cache.used_by(task(0), image(0), minutes(5));
    cache.released_by(task(0), image(0), minutes(6));
    assert_eq!(left(&mut cache, &all, 10_000), [1]);
    let mut kept = Cache::new(ImagePullBehavior::PreferCached, &[], &all, SimTime::ZERO);
    kept.pulled(image(0), &all, SimTime::ZERO);
    assert_eq!(left(&mut kept, &all, 10_000), [0]);
}

/// The same cleanups happen whether somebody asks at each of them, or once at the end.
#[test]
fn p3_7_3_cleanups_that_nobody_asks_for_cost_nothing_and_change_nothing() {
    let all = images(40);
    let mut cache = Cache::new(ImagePullBehavior::Default, &[], &all, minutes(7));
    for at in 0..40 {
        cache.pulled(image(at), &all, minutes(7 + at as u64 * 11 % 60));
    }
    let mut asked = cache.clone();
    for minute in 0..280 {
        left(&mut asked, &all, minute);
    }
    assert_eq!(left(&mut cache, &all, 279), left(&mut asked, &all, 279));
    assert!(!left(&mut asked, &all, 279).is_empty());
}
