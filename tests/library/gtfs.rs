//! Timetable feeds: a small one whose tables are worked out by hand, a real one, and what is wrong with others.

use std::collections::BTreeMap;
use std::path::Path;

use corridor::answer::Prepared;
use corridor::scenario::{GtfsError, GtfsOptions, GtfsScenario, read_feed, scenario_of_feed};

type Feed = BTreeMap<String, Vec<u8>>;

/// A ferry calls at three stops, of which one is a platform of a station; it leaves once after midnight, and comes back by
/// the same stops on some days. A bus runs every half hour from eight to nine.
const FEED: [(&str, &str); 7] = [
    (
        "stops.txt",
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n\
         s,Stone Quay,53.0,5.0,1,\ns1,Platform,53.0,5.0,0,s\nm,Middle,53.0,5.5,,\ne,End,53.0,6.0,0,\nx,Door,53.0,6.0,2,e\n",
    ),
    ("routes.txt", "route_id,route_long_name,route_type\nf,Ferry,4\nb,Bus,3\np,Plane,1100\n"),
    ("trips.txt", "route_id,service_id,trip_id\nf,daily,t1\nf,daily,t2\nf,once,t3\nb,week,t4\nb,week,t6\np,daily,t5\n"),
    (
        "stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
         t1,10:00:00,10:05:00,m,2\nt1,09:00:00,09:00:00,s1,1\nt1,11:00:00,11:00:00,e,3\n\
         t2,24:30:00,24:30:00,s1,1\nt2,25:42:00,25:45:00,m,2\nt2,26:40:00,26:40:00,e,3\n\
         t3,12:00:00,12:00:00,e,1\nt3,13:00:00,13:00:00,m,5\nt3,14:00:00,14:30:00,e,7\n\
         t4,00:00:00,00:00:00,m,1\nt4,,,s,2\nt4,00:20:00,00:20:00,e,3\nt6,10:00:00,10:00:00,m,1\nt6,10:30:00,10:30:00,e,2\n\
         t5,01:00:00,01:00:00,s,1\nt5,02:00:00,02:00:00,e,2\n",
    ),
    (
        "calendar.txt",
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
         daily,1,1,1,1,1,1,1,20180105,20181231\nweek,1,1,0,0,0,0,1,20180101,20180131\n",
    ),
    ("calendar_dates.txt", "service_id,date,exception_type\ndaily,20180501,2\ndaily,20190101,1\nonce,20180607,1\n"),
    ("frequencies.txt", "trip_id,start_time,end_time,headway_secs\nt4,08:00:00,09:00:00,1800\n"),
];

fn feed() -> Feed {
    FEED.into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect()
}

fn options() -> GtfsOptions {
    let (country, currency) = ("NL".to_owned(), "EUR".to_owned());
    GtfsOptions { country, currency, date: None, from: None, to: None }
}

fn made(feed: &Feed) -> GtfsScenario {
    scenario_of_feed(feed, &options()).unwrap_or_else(|error| panic!("{error}"))
}

fn table<'a>(made: &'a GtfsScenario, name: &str) -> &'a str {
    &made.files.iter().find(|(path, _)| *path == format!("tables/{name}.csv")).expect("a table").1
}

#[test]
fn stops_chains_and_times_become_places_legs_and_services() {
    let made = made(&feed());
    // A door is no place, a platform is its station, and of the plane nothing is left.
    insta::assert_snapshot!(table(&made, "places"), @r"
    key,name,country,kind,lat_deg,lon_deg,source,grade,note
    stone-quay,Stone Quay,NL,port,53,5,gtfs,published,stop_id s
    middle,Middle,NL,port,53,5.5,gtfs,published,stop_id m
    end,End,NL,port,53,6,gtfs,published,stop_id e
    ");
    // From the quay to the middle 60 and 72 minutes, on the mean 66; goods may stay on board to the end. Back and forth are
    // chains of their own.
    let legs: Vec<String> =
        table(&made, "legs").lines().map(|line| line.split(',').take(8).collect::<Vec<_>>().join(",")).collect();
    insta::assert_snapshot!(legs.join("\n"), @r"
    key,from,to,mode,both_ways,distance_km,time_h,service
    stone-quay-middle,stone-quay,middle,sea,no,33.459367,1.1,ferry
    stone-quay-end,stone-quay,end,sea,no,66.918328,2.083333,ferry
    middle-end,middle,end,sea,no,33.459367,0.916667,ferry
    end-middle,end,middle,sea,no,33.459367,1,ferry-2
    middle-end-2,middle,end,sea,no,33.459367,1,ferry-3
    middle-end-3,middle,end,road,no,33.459367,0.388889,bus
    ");
    assert_eq!((made.trips_by_other_modes, made.stops_without_time), (1, 1));
}

#[test]
fn calendars_and_intervals_become_departures() {
    let made = made(&feed());
    // What leaves after midnight leaves on the day after: from 6 January, not on 2 May, and on 2 January 2019 besides.
    insta::assert_snapshot!(table(&made, "departures"), @r"
    key,service,place,weekdays,dates,time,hours,added,cancelled,valid_from,valid_to,source,grade
    ferry-1,ferry,stone-quay,mon;tue;wed;thu;fri;sat;sun,,09:00,,2019-01-01,2018-05-01,2018-01-05,2018-12-31,gtfs,published
    ferry-2,ferry,stone-quay,mon;tue;wed;thu;fri;sat;sun,,00:30,,2019-01-02,2018-05-02,2018-01-06,2019-01-01,gtfs,published
    ferry-3,ferry,middle,mon;tue;wed;thu;fri;sat;sun,,10:05,,2019-01-01,2018-05-01,2018-01-05,2018-12-31,gtfs,published
    ferry-4,ferry,middle,mon;tue;wed;thu;fri;sat;sun,,01:45,,2019-01-02,2018-05-02,2018-01-06,2019-01-01,gtfs,published
    ferry-2-5,ferry-2,end,,2018-06-07,12:00,,,,,,gtfs,published
    ferry-3-6,ferry-3,middle,,2018-06-07,13:00,,,,,,gtfs,published
    bus-7,bus,middle,mon;tue;sun,,08:00,0.333333,,,2018-01-01,2018-01-31,gtfs,published
    bus-8,bus,middle,mon;tue;sun,,08:30,0.333333,,,2018-01-01,2018-01-31,gtfs,published
    bus-9,bus,middle,mon;tue;sun,,10:00,0.5,,,2018-01-01,2018-01-31,gtfs,published
    ");
    // The first day is a Monday: 6 ferries on Friday, Saturday and Sunday, one day in the year by ferry-2, and three buses on
    // three days of the week.
    let intervals: Vec<&str> =
        table(&made, "services").lines().skip(1).filter_map(|line| line.split(',').nth(3)).collect();
    assert_eq!(intervals, ["1.166667", "365", "365", "0.777778"]);
}

#[test]
fn a_real_feed_is_a_scenario_that_holds_and_answers() {
    let feed = read_feed(Path::new("tests/real/gtfs-wadden-ferries")).expect("the feed");
    let made = made(&feed);
    assert_eq!((made.places, made.services), (11, 10));
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("tables")).expect("a folder for the tables");
    for (name, text) in &made.files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let case = Prepared::prepare(&folder.path().join("scenario.toml"), &[]).unwrap_or_else(|found| panic!("{found}"));
    let answers = case.answers();
    assert_eq!((answers[0].from.key.as_str(), answers[0].to.key.as_str()), ("delfzijl", "borkum"));
    // Half an hour's wait for a boat every hour, and twice 29 minutes under way with one of lying between.
    let days = answers[0].days.expect("a route");
    assert!((days * 24.0 - (0.5 + 29.0 / 30.0)).abs() < 0.02, "{}", days * 24.0);
    assert_eq!(case.audit(&answers).expect("no difference"), 1);
}

/// A file, what is replaced in it and by what, and what is then said.
const FAULTS: [(&str, &str, &str, &str); 9] = [
    ("stops.txt", "stop_id,", "stop,", "stops.txt has no column stop_id"),
    (
        "stops.txt",
        "m,Middle,53.0",
        "m,Middle,530",
        "stops.txt, line 4: stop_lat is `530`; it should be an angle in degrees",
    ),
    ("routes.txt", "Ferry,4", "Ferry,boat", "routes.txt, line 2: route_type is `boat`; it should be a whole number"),
    (
        "trips.txt",
        "f,once",
        "f,never",
        "trips.txt, line 4: service_id is `never`; it should be a service of a calendar",
    ),
    ("trips.txt", "b,week", "g,week", "trips.txt, line 5: route_id is `g`; it should be a route of routes.txt"),
    (
        "stop_times.txt",
        "t1,10:00:00",
        "t1,08:59:00",
        "stop_times.txt, line 2: arrival_time is `08:59:00`; it should be no earlier than the departure from the stop before",
    ),
    (
        "stop_times.txt",
        "11:00:00,11",
        "11:61:00,11",
        "stop_times.txt, line 4: arrival_time is `11:61:00`; it should be a time such as 08:30:00",
    ),
    (
        "calendar.txt",
        "20180105",
        "20180230",
        "calendar.txt, line 2: start_date is `20180230`; it should be a day such as 20180131",
    ),
    (
        "frequencies.txt",
        "1800",
        "0",
        "frequencies.txt, line 2: headway_secs is `0`; it should be an interval in seconds, a minute at least",
    ),
];

#[test]
fn what_is_wrong_with_a_feed_is_said_with_its_file_and_line() {
    for (file, from, to, said) in FAULTS {
        let mut feed = feed();
        let text = String::from_utf8(feed[file].clone()).expect("a text");
        assert!(text.contains(from), "{file} {from}");
        feed.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
        let error = scenario_of_feed(&feed, &options()).expect_err("a fault");
        assert_eq!(error.to_string(), said);
    }
    let without = |file: &str| {
        let mut feed = feed();
        feed.remove(file);
        scenario_of_feed(&feed, &options())
    };
    assert_eq!(without("trips.txt"), Err(GtfsError::NoFile("trips.txt")));
    assert!(without("calendar_dates.txt").is_err(), "a service of no calendar");
    let elsewhere = GtfsOptions { from: Some("nowhere".to_owned()), ..options() };
    assert_eq!(scenario_of_feed(&feed(), &elsewhere), Err(GtfsError::NoStop("nowhere".to_owned())));
}
