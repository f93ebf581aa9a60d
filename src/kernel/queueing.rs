//! Mean waits in line by published formulas: how waiting grows with load.
//!
//! All take the mean time between arrivals through their rate and the mean service time in one unit, and return the mean
//! wait in line, without the service, in that unit; infinite where the load reaches what the servers can do.

/// Returns the probability that an arrival has to wait at `servers` servers with Poisson arrivals and exponential service
/// (M/M/c). The offered load is the arrival rate times the mean service time.
///
/// # Source
/// Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone exchanges"
/// (1917), by his recursion for the loss formula: `B(0) = 1`, `B(n) = a B(n-1) / (n + a B(n-1))`,
/// `C = B / (1 - (a/c) (1 - B))`.
///
/// # Example
/// ```
/// // One server: the probability is its load.
/// assert!((corridor_kernel::queueing::erlang_c(1, 0.8) - 0.8).abs() < 1e-12);
/// // Two servers at an offered load of 1: 1/3.
/// assert!((corridor_kernel::queueing::erlang_c(2, 1.0) - 1.0 / 3.0).abs() < 1e-12);
/// ```
pub fn erlang_c(servers: u32, offered: f64) -> f64 {
    if offered >= f64::from(servers) {
        return 1.0;
    }
    let loss = (1..=servers).fold(1.0, |loss, number| offered * loss / (f64::from(number) + offered * loss));
    loss / (1.0 - offered / f64::from(servers) * (1.0 - loss))
}

/// Returns the mean wait with Poisson arrivals and exponential service at `servers` servers (M/M/c).
///
/// # Source
/// Erlang (1917): `C(c, a) s / (c - a)`, with the offered load `a` and the mean service time `s`.
pub fn wait_exponential(servers: u32, rate: f64, service: f64) -> f64 {
    let offered = rate * service;
    let spare = f64::from(servers) - offered;
    if spare <= 0.0 { f64::INFINITY } else { erlang_c(servers, offered) * service / spare }
}

/// Returns the mean wait with Poisson arrivals at one server whose service times have any distribution of a given mean and
/// squared coefficient of variation (M/G/1): 0 for a fixed time, 1 for an exponential one.
///
/// # Source
/// Pollaczek (1930) and Khinchine (1932): `rho / (1 - rho) x (1 + v) / 2 x s`.
///
/// # Example
/// ```
/// use corridor_kernel::queueing::wait_one_server;
///
/// // Load 0.8, service of 2 h: 4 h with a fixed time, 8 h with an exponential one.
/// assert!((wait_one_server(0.4, 2.0, 0.0) - 4.0).abs() < 1e-12);
/// assert!((wait_one_server(0.4, 2.0, 1.0) - 8.0).abs() < 1e-12);
/// assert_eq!(wait_one_server(0.5, 2.0, 0.0), f64::INFINITY);
/// ```
pub fn wait_one_server(rate: f64, service: f64, service_variation: f64) -> f64 {
    wait_general(1, (rate, 1.0), (service, service_variation))
}

/// Returns about the mean wait at `servers` servers with any arrivals and any service times (G/G/c), each given by its rate
/// or mean and the squared coefficient of variation; exact for M/M/c and M/G/1.
///
/// # Source
/// Allen, "Probability, Statistics, and Queueing Theory" (1990), the Allen-Cunneen approximation: the wait of M/M/c times
/// `(arrivals + service) / 2`; with one server the formula of Kingman, "The single server queue in heavy traffic" (1961).
pub fn wait_general(
    servers: u32,
    (rate, arrival_variation): (f64, f64),
    (service, service_variation): (f64, f64),
) -> f64 {
    wait_exponential(servers, rate, service) * (arrival_variation + service_variation) / 2.0
}

/// Returns the mean wait of arrivals at any time for the next of departures with given gaps between them, whatever room
/// there is.
///
/// # Source
/// The mean residual life of a renewal process: `E[gap^2] / (2 E[gap])`, Cox, "Renewal Theory" (1962).
///
/// # Example
/// ```
/// use corridor_kernel::queueing::wait_for_departure;
///
/// assert_eq!(wait_for_departure(&[7.0]), 3.5);
/// // Monday and Thursday: (3^2 + 4^2) / (2 x 7).
/// assert_eq!(wait_for_departure(&[3.0, 4.0]), 25.0 / 14.0);
/// ```
pub fn wait_for_departure(gaps: &[f64]) -> f64 {
    let (squares, sum) = gaps.iter().fold((0.0, 0.0), |(squares, sum), gap| (squares + gap * gap, sum + gap));
    squares / (2.0 * sum)
}

#[cfg(test)]
mod tests {
    use super::{erlang_c, wait_exponential, wait_general};

    #[test]
    fn erlangs_formula_is_that_of_the_textbook_sum() {
        // C = (a^c / c!) (c / (c - a)) / (sum of a^n / n! below c, and the same term).
        for servers in 1..=12_u32 {
            for load in [0.1, 0.5, 0.9, 0.99] {
                let offered = load * f64::from(servers);
                let (mut term, mut sum) = (1.0, 0.0);
                for number in 0..servers {
                    sum += term;
                    term *= offered / f64::from(number + 1);
                }
                let last = term / (1.0 - load);
                let wanted = last / (sum + last);
                assert!((erlang_c(servers, offered) - wanted).abs() < 1e-12, "{servers} {load}");
            }
        }
    }

    #[test]
    fn a_wait_grows_without_bound_as_the_load_nears_what_servers_can_do() {
        let waits: Vec<f64> = [0.5, 0.9, 0.99, 0.999].map(|load| wait_general(3, (3.0 * load, 1.0), (1.0, 0.5))).into();
        assert!(waits.is_sorted() && waits[3] > 200.0, "{waits:?}");
        assert!(wait_exponential(3, 3.0, 1.0).is_infinite() && erlang_c(3, 4.0) >= 1.0);
    }
}
