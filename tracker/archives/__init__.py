"""Where the past of sources is kept: archives on this machine and on the network, each listed and opened in the same way."""
