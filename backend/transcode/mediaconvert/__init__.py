"""AWS's transcoder behind our protocol: a job document in, states out."""
