"""What tests share: the environment they run in, people with certificates, a running platform."""
