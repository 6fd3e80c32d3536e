//! A network, run on one thread: how long a page takes doesn't depend on how many processors
//! there are, and a process that may start no thread can run it too.

use std::sync::Arc;

use rten::{Model, ModelOptions, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use crate::Failed;
use crate::raster::Raster;

/// A network that takes a picture.
pub(crate) struct Network {
    model: Model,
    pool: Arc<ThreadPool>,
}

impl Network {
    /// Makes it of its file.
    pub fn load(file: Vec<u8>) -> Result<Network, Failed> {
        // Weights laid out once: thousands of short lines would have it done for each.
        let loaded = ModelOptions::with_all_ops().prepack_weights(true).load(file);
        let model = loaded.map_err(|error| Failed::Pack(error.to_string()))?;
        Ok(Network { model, pool: Arc::new(ThreadPool::with_num_threads(1)) })
    }

    /// What its file says under a name.
    pub fn says(&self, name: &str) -> Option<&str> {
        self.model.metadata().get(name)
    }

    /// Runs it; what comes out has a shape and values.
    pub fn run(&self, input: NdTensor<f32, 4>) -> Result<(Vec<usize>, Vec<f32>), Failed> {
        let failed = |error: &dyn ToString| Failed::Network(error.to_string());
        let options = RunOptions::default().with_thread_pool(Some(self.pool.clone()));
        let output = self.model.run_one(input.into(), Some(options)).map_err(|error| failed(&error))?;
        let output: Tensor<f32> = output.try_into().map_err(|error| failed(&error))?;
        Ok((output.shape().to_vec(), output.to_vec()))
    }
}

/// A part of a picture as networks take it: blue, green and red from -1 to 1, and `beyond` where
/// the picture ends before the part does.
pub(crate) fn input(
    picture: &Raster,
    (left, top): (usize, usize),
    (width, height): (usize, usize),
    beyond: f32,
) -> NdTensor<f32, 4> {
    let mut values = vec![beyond; 3 * width * height];
    for y in 0..height.min(picture.height - top) {
        for x in 0..width.min(picture.width - left) {
            let pixel = picture.pixels[(top + y) * picture.width + left + x];
            for channel in 0..3 {
                values[(channel * height + y) * width + x] = f32::from(pixel[2 - channel]) / 127.5 - 1.0;
            }
        }
    }
    NdTensor::from_data([1, 3, height, width], values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_picture_is_what_was_asked() {
        let picture = Raster::plain(40, 20, [255, 0, 0]);
        let part = input(&picture, (32, 0), (32, 32), 1.0);
        assert_eq!(part.shape(), [1, 3, 32, 32]);
        assert_eq!((part[[0, 0, 0, 0]], part[[0, 2, 0, 7]]), (-1.0, 1.0));
        assert_eq!((part[[0, 0, 0, 8]], part[[0, 0, 20, 0]]), (1.0, 1.0));
        assert_eq!(input(&picture, (0, 0), (48, 20), 0.0)[[0, 0, 0, 40]], 0.0);
    }

    #[test]
    fn what_is_no_network_is_told() {
        assert!(matches!(Network::load(b"%PDF-1.7".to_vec()), Err(Failed::Pack(_))));
    }
}
