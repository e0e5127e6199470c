mod broken;
mod counted;
mod whole;
