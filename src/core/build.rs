//! Builds anew when a shipped file comes or goes, which the compiler cannot know.

fn main() {
    println!("cargo::rerun-if-changed=../../scenarios");
}
