//! Lengths on the ground.

/// The mean radius of the earth in kilometres.
pub const EARTH_KM: f64 = 6371.0088;

/// Returns the length of the straight line between two points on the ground, by haversines.
///
/// # Units
/// Points are longitude and latitude in degrees, the length is in kilometres.
pub fn great_circle_km(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (from, to) = ((from.0.to_radians(), from.1.to_radians()), (to.0.to_radians(), to.1.to_radians()));
    let half = |angle: f64| {
        let sine = libm::sin(angle / 2.0);
        sine * sine
    };
    let square = half(to.1 - from.1) + libm::cos(from.1) * libm::cos(to.1) * half(to.0 - from.0);
    2.0 * EARTH_KM * libm::asin(square.sqrt().min(1.0))
}

#[cfg(test)]
mod tests {
    use super::great_circle_km;

    #[test]
    fn straight_lines_have_known_lengths() {
        assert!((great_circle_km((125.0, 43.0), (125.0, 44.0)) - 111.195).abs() < 0.001);
        assert!((great_circle_km((130.3581, 42.8675), (125.3177, 43.9088)) - 422.0).abs() < 3.0);
        // Across the date line.
        assert!((great_circle_km((179.5, 0.0), (-179.5, 0.0)) - 111.195).abs() < 0.001);
    }
}
