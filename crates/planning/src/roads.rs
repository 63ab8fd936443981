//! Walking distance along streets.

use aula_geometry::{LocalMetres, Metres2, geodesic_distance_m};
use aula_model::LonLat;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// Streets as a graph: corners and what lies between them.
#[derive(Debug, Default)]
pub struct RoadNetwork {
    nodes: Vec<LonLat>,
    /// By node: neighbour and length in millimetres, so that the order of sums does not matter.
    edges: Vec<Vec<(u32, u64)>>,
    /// Nodes by square of [`SQUARE_M`].
    squares: HashMap<(i64, i64), Vec<u32>>,
    metres: Option<LocalMetres>,
}

/// Corners nearer than about a tenth of a metre are one.
const SAME: f64 = 1e6;
const SQUARE_M: f64 = 250.0;
/// How far from a street somebody may start or arrive.
const ACCESS_M: f64 = 400.0;

impl RoadNetwork {
    /// A network of lines; lines that share a corner are joined there.
    #[must_use]
    pub fn new(lines: impl IntoIterator<Item = Vec<LonLat>>) -> Self {
        let mut network = Self::default();
        let mut known: HashMap<(i64, i64), u32> = HashMap::new();
        for line in lines {
            let mut before: Option<u32> = None;
            for point in line {
                let key = ((point.lon() * SAME).round() as i64, (point.lat() * SAME).round() as i64);
                let node = *known.entry(key).or_insert_with(|| {
                    network.nodes.push(point);
                    network.edges.push(Vec::new());
                    network.nodes.len() as u32 - 1
                });
                if let Some(before) = before.filter(|b| *b != node) {
                    let length_m = geodesic_distance_m(network.nodes[before as usize], point);
                    let length = (length_m * 1e3).round() as u64;
                    network.edges[before as usize].push((node, length));
                    network.edges[node as usize].push((before, length));
                }
                before = Some(node);
            }
        }
        if let Some(&first) = network.nodes.first() {
            let metres = LocalMetres::new(first);
            for (node, number) in network.nodes.iter().zip(0_u32..) {
                network.squares.entry(square(metres.to_metres(*node))).or_default().push(number);
            }
            network.metres = Some(metres);
        }
        network
    }

    /// Whether there is no street.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The nearest corner and the way to it in metres; none beyond 400 m.
    fn nearest(&self, point: LonLat) -> Option<(u32, f64)> {
        let metres = self.metres.as_ref()?;
        let at = metres.to_metres(point);
        let (x, y) = square(at);
        let around = (-2..=2).flat_map(|dx| (-2..=2).map(move |dy| (x + dx, y + dy)));
        let nodes = around.filter_map(|key| self.squares.get(&key)).flatten();
        let far = nodes.map(|&node| (node, metres.to_metres(self.nodes[node as usize]).distance_m(at)));
        far.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0))).filter(|(_, m)| *m <= ACCESS_M)
    }

    /// For every spot its access to the network, made once for many questions.
    #[must_use]
    pub fn access(&self, spots: &[LonLat]) -> Vec<Option<(u32, f64)>> {
        spots.iter().map(|&spot| self.nearest(spot)).collect()
    }

    /// The spots that are at most `radius_m` of walking away, the ways to and from the street included.
    #[must_use]
    pub fn reach(&self, from: LonLat, access: &[Option<(u32, f64)>], radius_m: f64) -> Vec<u32> {
        let Some((start, first_m)) = self.nearest(from) else { return Vec::new() };
        let limit = (radius_m * 1e3) as u64;
        let mut found: HashMap<u32, u64> = HashMap::new();
        let mut heap = BinaryHeap::from([Reverse(((first_m * 1e3) as u64, start))]);
        while let Some(Reverse((far, node))) = heap.pop() {
            if far > limit || found.contains_key(&node) {
                continue;
            }
            found.insert(node, far);
            for &(next, length) in &self.edges[node as usize] {
                if !found.contains_key(&next) && far + length <= limit {
                    heap.push(Reverse((far + length, next)));
                }
            }
        }
        let near = |a: &Option<(u32, f64)>| {
            a.is_some_and(|(node, last_m)| found.get(&node).is_some_and(|far| far + (last_m * 1e3) as u64 <= limit))
        };
        (0..access.len() as u32).filter(|&i| near(&access[i as usize])).collect()
    }
}

fn square(at: Metres2) -> (i64, i64) {
    ((at.x_m / SQUARE_M).floor() as i64, (at.y_m / SQUARE_M).floor() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> LonLat {
        // About 100 m a step at Almaty.
        LonLat::new(76.9 + x * 0.001_234, 43.24 + y * 0.000_9).unwrap()
    }

    #[test]
    fn a_river_without_a_bridge_is_not_crossed() {
        // A street along either bank, one bridge at the far end.
        let bank = |y: f64| (0..=20).map(|x| at(f64::from(x), y)).collect::<Vec<_>>();
        let apart = RoadNetwork::new([bank(0.0), bank(2.0)]);
        let joined = RoadNetwork::new([bank(0.0), bank(2.0), vec![at(20.0, 0.0), at(20.0, 2.0)]]);
        let spots = [at(5.0, 0.0), at(0.0, 2.0), at(20.0, 2.0)];
        let reach = |network: &RoadNetwork, radius| network.reach(at(0.0, 0.0), &network.access(&spots), radius);
        assert_eq!(reach(&apart, 10_000.0), [0]);
        assert_eq!(reach(&joined, 600.0), [0]);
        assert_eq!(reach(&joined, 2300.0), [0, 2]);
        assert_eq!(reach(&joined, 4300.0), [0, 1, 2]);
        assert!(RoadNetwork::new([]).is_empty());
        assert!(joined.reach(at(0.0, 60.0), &joined.access(&spots), 1e6).is_empty(), "too far from any street");
    }

    /// Spots on corners of small random nets: within reach is exactly what Floyd and Warshall find near enough.
    #[test]
    fn what_is_reached_is_what_the_shortest_ways_of_all_pairs_say() {
        let mut state = 11_u64;
        let mut next = |n: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        let (mut within, mut beyond) = (0, 0);
        for _ in 0..40 {
            let corners: Vec<LonLat> = (0..12).map(|i| at(f64::from(i % 4) * 2.0, f64::from(i / 4) * 2.0)).collect();
            let n = corners.len();
            let mut apart = vec![vec![u64::MAX / 4; n]; n];
            (0..n).for_each(|i| apart[i][i] = 0);
            let mut lines = Vec::new();
            for _ in 0..14 {
                let (a, b) = (next(n as u64) as usize, next(n as u64) as usize);
                let length = (geodesic_distance_m(corners[a], corners[b]) * 1e3).round() as u64;
                apart[a][b] = apart[a][b].min(length);
                apart[b][a] = apart[a][b];
                lines.push(vec![corners[a], corners[b]]);
            }
            for k in 0..n {
                for i in 0..n {
                    for j in 0..n {
                        apart[i][j] = apart[i][j].min(apart[i][k] + apart[k][j]);
                    }
                }
            }
            let on_net: Vec<usize> = (0..n).filter(|&i| lines.iter().flatten().any(|p| *p == corners[i])).collect();
            let spots: Vec<LonLat> = on_net.iter().map(|&i| corners[i]).collect();
            let network = RoadNetwork::new(lines);
            let access = network.access(&spots);
            for &from in &on_net {
                let reached = network.reach(corners[from], &access, 700.0);
                for (spot, &to) in (0_u32..).zip(&on_net) {
                    let near = apart[from][to] <= 700_000;
                    *(if near { &mut within } else { &mut beyond }) += 1;
                    assert_eq!(reached.contains(&spot), near, "{from} to {to}: {} mm", apart[from][to]);
                }
            }
        }
        assert!(within > 500 && beyond > 500, "{within} {beyond}");
    }
}
