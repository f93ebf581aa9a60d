//! Builds anew when a chapter of the guide comes or goes, which the compiler cannot know.

fn main() {
    println!("cargo::rerun-if-changed=src/guide");
}
